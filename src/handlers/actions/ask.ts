import { findRequest } from "../../db/requests.ts";
import { type ActionDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { pendingApproval } from "../decide.ts";
import { type Handler, message, noReply, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";
import { textWithReplies } from "../text-with-replies.ts";

export const ask: Handler = {
  name: "ask",
  opensForm: true,
  async run(interaction, context) {
    const requestId = readRequestId(interaction);
    const request = await findRequest(context.db, requestId);
    const denial = denyReason("ask-requester", interaction.actor, request);
    if (denial) return message("Not asked", denial);
    if (!request) return message("Not asked", `There is no request ${requestId}.`);
    if (!interaction.values || interaction.isPreview) {
      return {
        kind: "form",
        form: {
          action: "ask",
          request,
          title: `Ask about request ${requestId}`,
          intro: [
            `${request.givenName} gets it by direct message or mail. The answer comes back on the card; until then the request does not age.`,
          ],
          fields: textWithReplies(
            { name: "question", label: "Question" },
            context.rules.replies.ask,
            interaction.values,
          ),
          submit: "Ask",
        },
      };
    }
    const { question: text = "" } = interaction.values;
    const acted = await changeRequest(requestId, context, (now): ActionDecision => {
      if (now.status !== "waiting" || !pendingApproval(now, context.workflows)) {
        return { denial: `Request ${requestId} waits for no decision any more.` };
      }
      if (now.question?.text === text) return { denial: `${now.question.byName} has asked just that.` };
      return { action: { kind: "ask", by: toEventActor(interaction.actor), text } };
    });
    return acted.denial ? message("Not asked", acted.denial) : noReply;
  },
};
