import type { Interaction } from "../../chat/interaction.ts";
import { findRequest, listEvents, listRequestedBy } from "../../db/requests.ts";
import { buttonsFor } from "../../view/buttons-for.ts";
import { describeState } from "../../view/describe-state.ts";
import {
  describeStateForRequester,
  describeStateWithTime,
  stepsForRequester,
} from "../../view/for-requester.ts";
import type { Line } from "../../view/notice.ts";
import { requestTopic } from "../../view/request-phrase.ts";
import { type Step, toSteps } from "../../view/steps.ts";
import { type Handler, type HandlerContext, message } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";
import { describeStepNumber } from "../step-number.ts";

export const showStatus: Handler = {
  name: "show-status",
  command: { name: "status", arguments: "[id]", help: "Where a request stands; without an id, your own" },
  async run(interaction, context) {
    if (interaction.text === "") return own(interaction, context);

    const requestId = readRequestId(interaction);
    const request = await findRequest(context.db, requestId);
    if (!request) return message("Not found", `There is no request ${requestId}.`);
    const denial = denyReason("see", interaction.actor, request);
    if (denial) return message("Not found", denial);

    const history = await listEvents(context.db, requestId);
    const inLines = (steps: readonly Step[]) => steps.map(({ text, at }): Line => [at, `  ${text}`]);
    const title = `Request ${requestId}: ${request.givenName} ${request.familyName}`;
    const step = describeStepNumber(request, context.workflows) ?? [];
    if (!interaction.actor.isAdmin) {
      return message(
        title,
        ...[describeStateForRequester(request), step].flat(),
        ...inLines(stepsForRequester(history)),
      );
    }
    const lines = [...[describeState(request), step].flat(), ...inLines(toSteps(history))];
    const buttons = buttonsFor(request, { audience: "admin", allActions: true });
    return { kind: "say", notice: { title, lines, request, buttons } };
  },
};

async function own({ actor }: Interaction, { db }: HandlerContext) {
  const asked = await listRequestedBy(db, { user: actor.user, email: actor.email }, 10);
  if (asked.length === 0)
    return message("You have not asked for anything", "Ask for an account with /acct request.");
  return message(
    "Your requests",
    ...asked.map((request): Line => {
      return [`${request.id} · ${requestTopic(request)} · `, ...[describeStateWithTime(request)].flat()];
    }),
  );
}
