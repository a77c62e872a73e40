import { stateOf } from "../chat/state-of.ts";
import { actOn, type Judgement } from "../pipeline/act-on.ts";
import { doerOf, type Handler, say, shown } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestOf } from "./request-id.ts";

/** Ends a stuck request that nobody can mend. What was made for it stays, and its history says what that is. */
export const giveUp: Handler = {
  name: "give-up",
  opensForm: true,
  async run(call, tools) {
    const objection = objectionTo("give-up", call.actor);
    if (objection) return say("Not given up", objection);
    const request = await requestOf(call, tools.db);
    const requestId = request.id;
    if (request.status !== "stuck") return say("Not given up", notStuck(requestId, stateOf(request)));
    if (!call.values) {
      return {
        kind: "form",
        form: {
          deed: "give-up",
          request,
          title: `Give up request ${requestId}`,
          intro: [
            request.problem ?? "",
            "The request ends. What was made for it already stays; its history says what that is. The reason is sent to the person who asked.",
          ],
          fields: [{ name: "reason", label: "Reason", kind: "text", maxLength: 1000 }],
          submit: "Give up",
        },
      };
    }
    const { reason = "" } = call.values;
    const acted = await actOn(requestId, tools, (now): Judgement => {
      if (now.status !== "stuck") return { objection: notStuck(requestId, stateOf(now)) };
      return { deed: { kind: "give-up", by: doerOf(call.actor), reason } };
    });
    return acted.objection ? say("Not given up", acted.objection) : shown;
  },
};

const notStuck = (id: number, state: string) => `Request ${id} is not stuck: ${state}.`;
