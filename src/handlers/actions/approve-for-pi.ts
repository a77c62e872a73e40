import { chatOf } from "../../chat/chat-of.ts";
import { decide, explainUndecided } from "../decide.ts";
import { denyOutdated, versionShown } from "../deny-outdated.ts";
import { message, noReply, type RequestHandler } from "../handler.ts";
import { denySecondApproval } from "../policy.ts";

const NOT_DONE = "Not approved";

/** Lets an admin approve a request for a PI who can't be asked or hasn't replied. */
export const approveForPi: RequestHandler = {
  name: "approve-for-pi",
  about: "request",
  right: "decide-for-pi",
  notDone: NOT_DONE,
  async form(interaction, request, context) {
    const { actor, subject } = interaction;
    const { chat, rules } = context;
    const outdated = await denyOutdated(interaction, request, context);
    if (outdated) return message(NOT_DONE, outdated);
    const second = rules.approvals.distinctPeople ? denySecondApproval(actor, request, "pi") : undefined;
    if (second) return message(NOT_DONE, second);
    const { id, piName, piEmail, piUser } = request;
    const pi = piName ?? piEmail ?? "The PI";
    return {
      action: "approve-for-pi",
      request: subject ?? request,
      title: `Approve request ${id}`,
      intro: [
        `${pi} ${piUser ? "hasn't replied" : `can't be asked on ${chatOf(chat, piUser).name}`}. You're deciding for them, and your reason is recorded.`,
      ],
      fields: [{ name: "reason", label: "Why are you approving this?", kind: "text", maxLength: 1000 }],
      submit: "Approve",
    };
  },
  async run(interaction, { id }, context) {
    const { reason = "" } = interaction.values;
    const shownVersion = versionShown(interaction);
    const input = { requestId: id, verdict: "approved", reason, forPi: true, shownVersion } as const;
    const late = await decide(input, interaction.actor, context);
    return late ? explainUndecided(NOT_DONE, late) : noReply;
  },
};
