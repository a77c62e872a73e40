import { findRequest } from "../db/requests.ts";
import { actOn, type Judgement } from "../pipeline/act-on.ts";
import { waitsFor } from "./decide.ts";
import { doerOf, type Handler, say, shown } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";
import { templatedText } from "./templated-text.ts";

export const ask: Handler = {
  name: "ask",
  opensForm: true,
  async run(call, tools) {
    const requestId = requestIdOf(call);
    const request = await findRequest(tools.db, requestId);
    const objection = objectionTo("ask-requester", call.actor, request);
    if (objection) return say("Not asked", objection);
    if (!request) return say("Not asked", `There is no request ${requestId}.`);
    if (!call.values || call.filling) {
      return {
        kind: "form",
        form: {
          deed: "ask",
          request,
          title: `Ask about request ${requestId}`,
          intro: [
            `${request.givenName} gets it by direct message or mail. The answer comes back on the card; until then the request does not age.`,
          ],
          fields: templatedText(
            { name: "question", label: "Question" },
            tools.rules.templates.ask,
            call.values,
          ),
          submit: "Ask",
        },
      };
    }
    const { question: text = "" } = call.values;
    const acted = await actOn(requestId, tools, (now): Judgement => {
      if (now.status !== "waiting" || !waitsFor(now, tools.journeys)) {
        return { objection: `Request ${requestId} waits for no decision any more.` };
      }
      if (now.question?.text === text) return { objection: `${now.question.byName} has asked just that.` };
      return { deed: { kind: "question", by: doerOf(call.actor), text } };
    });
    return acted.objection ? say("Not asked", acted.objection) : shown;
  },
};
