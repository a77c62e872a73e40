import { decide, explainUndecided } from "../decide.ts";
import { noReply, type RequestHandler } from "../handler.ts";
import { isPi } from "../policy.ts";
import { textWithReplies } from "../text-with-replies.ts";

const NOT_DONE = "Not denied";

export const deny: RequestHandler = {
  name: "deny",
  about: "request",
  // `decide` checks under the request's lock whether the person denies as an admin or as the PI.
  right: "see",
  notDone: NOT_DONE,
  async form({ values }, request, { rules }) {
    return {
      action: "deny",
      request,
      title: `Deny request ${request.id}`,
      intro: ["The requester will see your reason."],
      fields: textWithReplies({ name: "reason", label: "Reason" }, rules.replies.deny, values),
      submit: "Deny",
    };
  },
  async run({ actor, values: { reason = "" } }, request, context) {
    // If the request waits for the PI, an admin who isn't the PI decides for the PI.
    const inPlaceOfPi = request.waitsFor === "pi" && !isPi(actor, request);
    const late = await decide(
      { requestId: request.id, verdict: "denied", reason, inPlaceOfPi },
      actor,
      context,
    );
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};
