import type { Actor } from "../../chat/chat.ts";
import type { Request } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../../pipeline/kinds/kinds.ts";
import { decide, explainUndecided, explainWhyUndecided, rightToDecide } from "../decide.ts";
import { denyOutdated, versionShown } from "../deny-outdated.ts";
import { message, noReply, type RequestHandler } from "../handler.ts";
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
  async form(interaction, request, context) {
    const outdated = await denyOutdated(interaction, request, context);
    if (outdated) return message(NOT_DONE, outdated);
    return {
      action: "deny",
      request: interaction.subject ?? request,
      title: `Deny request ${request.id}`,
      intro: [
        REQUEST_KINDS[request.kind].tellsRequester
          ? "The requester will see your reason."
          : "No one is told. The history keeps your reason.",
      ],
      fields: textWithReplies(
        { name: "reason", label: "Reason" },
        context.rules.replies.deny,
        interaction.values,
      ),
      submit: "Deny",
    };
  },
  async run(interaction, request, context) {
    const { actor, values } = interaction;
    const { reason = "" } = values;
    const forPi = isForPi(request, actor);
    const shownVersion = versionShown(interaction);
    const input = { requestId: request.id, verdict: "denied", reason, forPi, shownVersion } as const;
    const late = await decide(input, actor, context);
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};

/** Tells whether a person would deny for the PI: the request waits for the PI, and that is someone else. */
const isForPi = (request: Request, actor: Actor) => request.waitsFor === "pi" && !isPi(actor, request);
