import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { pendingDecider } from "../decide.ts";
import { message, noReply, type RequestHandler, toEventActor } from "../handler.ts";
import { textWithReplies } from "../text-with-replies.ts";

/** Lets an admin ask the requester a question. The request's clock is paused until the reply arrives. */
export const ask: RequestHandler = {
  name: "ask",
  about: "request",
  right: "ask",
  notDone: "Not asked",
  async form({ values }, request, { rules }) {
    return {
      action: "ask",
      request,
      title: `Ask about request ${request.id}`,
      intro: [
        `${request.givenName} will get this by direct message or email. The reply appears on the card, and the clock is paused until then.`,
      ],
      fields: textWithReplies({ name: "question", label: "Question" }, rules.replies.ask, values),
      submit: "Send question",
    };
  },
  async run({ actor, values: { question: text = "" } }, { id }, context) {
    const changed = await changeRequest(id, context, (request): CommandDecision => {
      if (!pendingDecider(request, context.workflows)) {
        return { denial: `Request ${id} no longer needs a decision.` };
      }
      if (request.question?.text === text)
        return { denial: `${request.question.byName} has already asked exactly this.` };
      return { command: { kind: "ask", by: toEventActor(actor), text } };
    });
    return changed.denial ? message("Not asked", changed.denial) : noReply;
  },
};
