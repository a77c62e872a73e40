import { decide, explainUndecided } from "../decide.ts";
import { type Handler, message, noReply } from "../handler.ts";
import { denyReason, denySecondApproval } from "../policy.ts";
import { readRequest, readRequestId } from "../request-id.ts";

export const approveInPlace: Handler = {
  name: "approve-for-pi",
  opensForm: true,
  async run(interaction, context) {
    const requestId = readRequestId(interaction);
    const reason = interaction.values?.reason;
    if (reason === undefined) {
      const request = await readRequest(interaction, context.db);
      const denial = denyReason("decide-in-place-of-pi", interaction.actor, request);
      const second = context.rules.approvals.distinctPeople
        ? denySecondApproval(interaction.actor, request, "pi")
        : undefined;
      if (denial || second) return message("Not approved", denial ?? second ?? "");
      return {
        kind: "form",
        form: {
          action: "approve-for-pi",
          request,
          title: `Approve request ${requestId}`,
          intro: [
            `${request.piName ?? request.piEmail ?? "The PI"} ${request.piUser ? "has not answered" : "cannot be asked in the chat"}. You decide in their place; your reason is recorded.`,
          ],
          fields: [
            { name: "reason", label: "How you know that this is right", kind: "text", maxLength: 1000 },
          ],
          submit: "Approve",
        },
      };
    }
    const late = await decide(
      { requestId, verdict: "approved", reason, inPlaceOfPi: true },
      interaction.actor,
      context,
    );
    return late ? explainUndecided("Not approved", late) : noReply;
  },
};
