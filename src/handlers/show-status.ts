import { topicOf } from "../chat/asks-for.ts";
import { buttonsFor } from "../chat/buttons-for.ts";
import type { Call } from "../chat/call.ts";
import { sinceWhen, stateForRequester, stepsForRequester } from "../chat/for-requester.ts";
import type { Line } from "../chat/notice.ts";
import { stateOf } from "../chat/state-of.ts";
import { type Step, stepsOf } from "../chat/steps-of.ts";
import { findRequest, listAskedBy, listEvents } from "../db/requests.ts";
import { type Handler, type Handling, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";
import { requestIdOf } from "./request-id.ts";
import { stepOf } from "./step-of.ts";

export const showStatus: Handler = {
  name: "show-status",
  command: { name: "status", arguments: "[id]", help: "Where a request stands; without an id, your own" },
  async run(call, tools) {
    if (call.text === "") return own(call, tools);

    const requestId = requestIdOf(call);
    const request = await findRequest(tools.db, requestId);
    if (!request) return say("Not found", `There is no request ${requestId}.`);
    const objection = objectionTo("see", call.actor, request);
    if (objection) return say("Not found", objection);

    const history = await listEvents(tools.db, requestId);
    const inLines = (steps: readonly Step[]) => steps.map(({ text, at }): Line => [at, `  ${text}`]);
    const title = `Request ${requestId}: ${request.givenName} ${request.familyName}`;
    const step = stepOf(request, tools.journeys) ?? [];
    if (!call.actor.isAdmin) {
      return say(title, ...[stateForRequester(request), step].flat(), ...inLines(stepsForRequester(history)));
    }
    const lines = [...[stateOf(request), step].flat(), ...inLines(stepsOf(history))];
    const buttons = buttonsFor(request, { audience: "admin", everything: true });
    return { kind: "say", notice: { title, lines, request, buttons } };
  },
};

async function own({ actor }: Call, { db }: Handling) {
  const asked = await listAskedBy(db, { user: actor.user, email: actor.email }, 10);
  if (asked.length === 0)
    return say("You have not asked for anything", "Ask for an account with /acct request.");
  return say(
    "Your requests",
    ...asked.map((request): Line => {
      return [`${request.id} · ${topicOf(request)} · `, ...[sinceWhen(request)].flat()];
    }),
  );
}
