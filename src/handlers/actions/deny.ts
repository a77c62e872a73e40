import type { Actor } from "../../chat/chat.ts";
import type { Request } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import { decide, explainUndecided, explainWhyUndecided, rightToDecide } from "../decide.ts";
import { noReply, type RequestHandler } from "../handler.ts";
import { isPi } from "../policy.ts";
import { textWithReplies } from "../text-with-replies.ts";

const NOT_DONE = "Not denied";

export const deny: RequestHandler = {
  name: "deny",
  about: "request",
  right: (request, actor, { workflows }) => rightToDecide(request, workflows, isForPi(request, actor)),
  notDone: NOT_DONE,
  denied(denial, actor, request) {
    const input = { verdict: "denied", forPi: isForPi(request, actor) } as const;
    return explainUndecided(NOT_DONE, explainWhyUndecided(input, actor, request, denial));
  },
  async form({ values }, request, { rules }) {
    return {
      action: "deny",
      request,
      title: `Deny request ${request.id}`,
      intro: [
        REQUEST_KINDS[request.kind].tellsRequester
          ? "The requester will see your reason."
          : "No one is told. The history keeps your reason.",
      ],
      fields: textWithReplies({ name: "reason", label: "Reason" }, rules.replies.deny, values),
      submit: "Deny",
    };
  },
  async run({ actor, values: { reason = "" } }, request, context) {
    const forPi = isForPi(request, actor);
    const late = await decide({ requestId: request.id, verdict: "denied", reason, forPi }, actor, context);
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};

/** Tells whether a person would deny for the PI: the request waits for the PI, and that is someone else. */
const isForPi = (request: Request, actor: Actor) => request.waitsFor === "pi" && !isPi(actor, request);
