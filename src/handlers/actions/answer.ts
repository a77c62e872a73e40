import type { Actor } from "../../chat/chat.ts";
import {
  type ChangeRequestDeps,
  type CommandDecision,
  changeRequest,
} from "../../pipeline/engine/change-request.ts";
import type { Line } from "../../view/notice.ts";
import { message, type RequestHandler, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";

const NOT_DONE = "Not sent";

export const answer: RequestHandler = {
  name: "answer",
  about: "request",
  right: "answer",
  notDone: NOT_DONE,
  async form(_, request) {
    if (!request.question) return message(NOT_DONE, NO_QUESTION);
    const { byName, text } = request.question;
    return {
      action: "answer",
      request,
      title: `Reply to ${byName}`,
      intro: [`${byName} asked: ${text}`],
      fields: [{ name: "answer", label: "Your reply", kind: "text", maxLength: 3000 }],
      submit: "Send reply",
    };
  },
  async run({ actor, values }, { id, question }, context) {
    const late = await answerQuestion(id, values.answer ?? "", actor, context);
    return late ? message(NOT_DONE, late) : message("Thank you", `${question?.byName} has your reply.`);
  },
};

const NO_QUESTION = "There's no open question. It already has a reply, or the request was decided.";

/** Answers the open question. Every surface uses this function. Returns the reason if that failed, and undefined otherwise. */
export async function answerQuestion(
  requestId: number,
  text: string,
  actor: Actor,
  deps: ChangeRequestDeps,
): Promise<Line | undefined> {
  const changed = await changeRequest(requestId, deps, (request): CommandDecision => {
    const denial = denyReason("answer", actor, request);
    if (denial) return { denial };
    if (request.status !== "waiting" || !request.question) return { denial: NO_QUESTION };
    return { command: { kind: "answer", by: toEventActor(actor), text } };
  });
  return changed.denial;
}
