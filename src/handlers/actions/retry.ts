import { retryRequest } from "../../pipeline/retry-request.ts";
import { STAGE_VIEWS } from "../../view/stages.ts";
import { message, type RequestHandler, toEventActor } from "../handler.ts";

export const retry: RequestHandler = {
  name: "retry",
  about: "request",
  right: "retry",
  notDone: "Not retried",
  command: { name: "retry", arguments: "<id>", help: "Retry a stuck request" },
  async run({ actor }, { id }, context) {
    const changed = await retryRequest(id, toEventActor(actor), context);
    if (changed.kind !== "done") return message("Not retried", changed.denial);
    return message(`Retrying request ${id} from "${STAGE_VIEWS[changed.request.stage].label}"`);
  },
};
