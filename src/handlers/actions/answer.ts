import type { Actor } from "../../chat/chat.ts";
import { findRequest } from "../../db/requests.ts";
import {
  type ActionDecision,
  type ChangeRequestDeps,
  changeRequest,
} from "../../pipeline/engine/change-request.ts";
import type { Line } from "../../view/notice.ts";
import { type Handler, message, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";

export const answer: Handler = {
  name: "answer",
  opensForm: true,
  async run(interaction, context) {
    const requestId = readRequestId(interaction);
    const request = await findRequest(context.db, requestId);
    const denial = request && denyReason("answer", interaction.actor, request);
    if (denial) return message("Not answered", denial);
    if (!request?.question) return message("Not answered", NOTHING_ASKED);
    const { byName, text } = request.question;
    if (!interaction.values) {
      return {
        kind: "form",
        form: {
          action: "answer",
          request,
          title: `Answer ${byName}`,
          intro: [`${byName} asks: ${text}`],
          fields: [{ name: "answer", label: "Your answer", kind: "text", maxLength: 3000 }],
          submit: "Send",
        },
      };
    }
    const late = await answerQuestion(requestId, interaction.values.answer ?? "", interaction.actor, context);
    return late ? message("Not answered", late) : message("Thank you", `${byName} has your answer.`);
  },
};

const NOTHING_ASKED = "There is no open question: it was answered already, or the request was decided.";

/** Gives the answer to the open question, from whichever surface. Returns why not, or undefined. */
export async function answerQuestion(
  requestId: number,
  text: string,
  actor: Actor,
  acting: ChangeRequestDeps,
): Promise<Line | undefined> {
  const acted = await changeRequest(requestId, acting, (request): ActionDecision => {
    const denial = denyReason("answer", actor, request);
    if (denial) return { denial };
    if (request.status !== "waiting" || !request.question) return { denial: NOTHING_ASKED };
    return { action: { kind: "answer", by: toEventActor(actor), text } };
  });
  return acted.denial;
}
