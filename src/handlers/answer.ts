import type { Actor } from "../chat/chat.ts";
import type { Line } from "../chat/notice.ts";
import { findRequest } from "../db/requests.ts";
import { type ActingOn, actOn, type Judgement } from "../pipeline/act-on.ts";
import { doerOf, type Handler, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";

export const answer: Handler = {
  name: "answer",
  opensForm: true,
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const request = await findRequest(tools.db, requestId);
    const objection = request && objectionTo("answer", call.actor, request);
    if (objection) return say("Not answered", objection);
    if (!request?.question) return say("Not answered", NOTHING_ASKED);
    const { byName, text } = request.question;
    if (!call.values) {
      return {
        kind: "form",
        form: {
          deed: "answer",
          request,
          title: `Answer ${byName}`,
          intro: [`${byName} asks: ${text}`],
          fields: [{ name: "answer", label: "Your answer", kind: "text", maxLength: 3000 }],
          submit: "Send",
        },
      };
    }
    const late = await answerQuestion(requestId, call.values.answer ?? "", call.actor, tools);
    return late ? say("Not answered", late) : say("Thank you", `${byName} has your answer.`);
  },
};

const NOTHING_ASKED = "There is no open question: it was answered already, or the request was decided.";

/** Gives the answer to the open question, from whichever surface. Returns why not, or undefined. */
export async function answerQuestion(
  requestId: number,
  text: string,
  actor: Actor,
  acting: ActingOn,
): Promise<Line | undefined> {
  const acted = await actOn(requestId, acting, (request): Judgement => {
    const objection = objectionTo("answer", actor, request);
    if (objection) return { objection };
    if (request.status !== "waiting" || !request.question) return { objection: NOTHING_ASKED };
    return { deed: { kind: "answer", by: doerOf(actor), text } };
  });
  return acted.objection;
}
