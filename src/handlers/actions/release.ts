import { releaseAddress } from "../../db/quarantined-addresses.ts";
import { type ActionDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { type Handler, message, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";

export const release: Handler = {
  name: "release",
  command: {
    name: "release",
    arguments: "<id>",
    help: "Let a request go on that was held back because an earlier one was spam",
  },
  async run(interaction, context) {
    const requestId = readRequestId(interaction);
    const denial = denyReason("release", interaction.actor);
    if (denial) return message("Not released", denial);

    const acted = await changeRequest(requestId, context, (request): ActionDecision => {
      const [first] = context.workflows[request.kind];
      if (request.status !== "waiting" || request.stage !== first?.name || request.runAt !== null) {
        return { denial: `Request ${requestId} is not held back.` };
      }
      return {
        action: { kind: "release", by: toEventActor(interaction.actor) },
        also: (tx) => releaseAddress(tx, request.email),
      };
    });
    return acted.denial
      ? message("Not released", acted.denial)
      : message(`Request ${requestId} goes on`, "Its address is no longer held back.");
  },
};
