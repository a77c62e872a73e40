import { confirmRequest } from "../../pipeline/confirm-request.ts";
import { message, type RequestHandler, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";

const NOT_DONE = "Not declined";

/** Lets the person for whom someone else requested an account say that they don't want it. */
export const declineRequest: RequestHandler = {
  name: "decline-request",
  about: "request",
  right: "confirm-request",
  notDone: NOT_DONE,
  async run({ actor }, { id, details }, context) {
    const denial = (request: Parameters<typeof denyReason>[2]) =>
      denyReason("confirm-request", actor, request);
    const changed = await confirmRequest(id, { by: toEventActor(actor), denial }, context);
    if (changed.denial) return message(NOT_DONE, changed.denial);
    return message("Declined", `No account is created. We've told ${details.onBehalf?.byName ?? "them"}.`);
  },
};
