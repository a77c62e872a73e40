import { chatOf } from "../../chat/chat-of.ts";
import { decide, explainUndecided } from "../decide.ts";
import { message, noReply, type RequestHandler } from "../handler.ts";
import { denySecondApproval } from "../policy.ts";

const NOT_DONE = "Not approved";

/** Lets an admin approve a request for a PI who can't be asked or hasn't replied. */
export const approveForPi: RequestHandler = {
  name: "approve-for-pi",
  about: "request",
  right: "decide-for-pi",
  notDone: NOT_DONE,
  async form({ actor }, request, { chat, rules }) {
    const second = rules.approvals.distinctPeople ? denySecondApproval(actor, request, "pi") : undefined;
    if (second) return message(NOT_DONE, second);
    const { id, piName, piEmail, piUser } = request;
    const pi = piName ?? piEmail ?? "The PI";
    return {
      action: "approve-for-pi",
      request,
      title: `Approve request ${id}`,
      intro: [
        `${pi} ${piUser ? "hasn't replied" : `can't be asked on ${chatOf(chat, piUser).name}`}. You're deciding for them, and your reason is recorded.`,
      ],
      fields: [{ name: "reason", label: "Why are you approving this?", kind: "text", maxLength: 1000 }],
      submit: "Approve",
    };
  },
  async run({ actor, values: { reason = "" } }, { id }, context) {
    const late = await decide({ requestId: id, verdict: "approved", reason, forPi: true }, actor, context);
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};
