import { retryRequest } from "../../pipeline/retry-request.ts";
import { STAGE_VIEWS } from "../../view/stages.ts";
import { type Handler, message, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequestId } from "../request-id.ts";

export const retry: Handler = {
  name: "retry",
  command: {
    name: "retry",
    arguments: "<id>",
    help: "Retry a stuck request",
  },
  async run(interaction, context) {
    const requestId = readRequestId(interaction);
    const denial = denyReason("retry", interaction.actor);
    if (denial) return message("Not retried", denial);

    const acted = await retryRequest(requestId, toEventActor(interaction.actor), context);
    if (acted.kind !== "done") return message("Not retried", acted.denial);
    return message(`Retrying request ${requestId} from "${STAGE_VIEWS[acted.request.stage].label}"`);
  },
};
