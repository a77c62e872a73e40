import type { Actor } from "../chat/chat.ts";
import type { Line } from "../chat/notice.ts";
import { findRequest } from "../db/requests.ts";
import { actOn, type Judgement } from "../pipeline/act-on.ts";
import { assignTo, WHO, whoIn } from "./assign.ts";
import { doerOf, type Handler, type Handling, mend, say, UserError } from "./handler.ts";
import { newPiOf } from "./new-pi.ts";
import { objectionTo } from "./policy.ts";
import { requestOf } from "./request-id.ts";

export const notMine: Handler = {
  name: "not-mine",
  opensForm: true,
  async run(call, tools) {
    const request = await requestOf(call, tools.db);
    const requestId = request.id;
    const objection = objectionTo("decide-as-pi", call.actor, request);
    if (objection) return say("Not changed", objection);
    if (!call.values) {
      return {
        kind: "form",
        form: {
          deed: "not-mine",
          request,
          title: "Not mine",
          intro: ["Who can decide on it? If you do not know, leave it empty: the admins see to it."],
          fields: WHO,
          submit: "Hand it on",
        },
      };
    }
    try {
      const late = await handOn(requestId, whoIn(call.values), call.actor, tools);
      return late ? say("Not changed", late) : say("Thank you", "You hear no more of it.");
    } catch (error) {
      if (error instanceof UserError) return mend({ person: error.message });
      throw error;
    }
  },
};

/**
 * The PI says that a request is not theirs and, if they know, whose it is. Returns why that came too late, or undefined.
 * Throws a `UserError` when the one they name cannot decide.
 */
export async function handOn(
  requestId: number,
  named: string,
  actor: Actor,
  tools: Pick<Handling, "db" | "journeys" | "now" | "chat" | "rules">,
): Promise<Line | undefined> {
  if (named) {
    const request = await findRequest(tools.db, requestId);
    if (!request) return `There is no request ${requestId}.`;
    return assignTo(requestId, await newPiOf(named, request, tools), "not mine", actor, tools);
  }
  const acted = await actOn(requestId, tools, (request): Judgement => {
    const objection = objectionTo("decide-as-pi", actor, request);
    if (objection) return { objection };
    if (request.status !== "waiting" || request.stage !== "await-pi") {
      return { objection: `Request ${requestId} waits for no PI any more.` };
    }
    return { deed: { kind: "disown", by: doerOf(actor), channel: tools.rules.adminChannel } };
  });
  return acted.objection;
}
