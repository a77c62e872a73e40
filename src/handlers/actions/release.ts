import { releaseAddress } from "../../db/quarantined-addresses.ts";
import { type CommandDecision, changeRequest } from "../../pipeline/engine/change-request.ts";
import { message, type RequestHandler, toEventActor } from "../handler.ts";

/** Releases a request that is on hold because an earlier request from the same address was spam. */
export const release: RequestHandler = {
  name: "release",
  about: "request",
  right: "release",
  notDone: "Not released",
  command: {
    name: "release",
    arguments: "<id>",
    help: "Release a request that is on hold because an earlier one was spam",
  },
  async run({ actor }, { id }, context) {
    const changed = await changeRequest(id, context, (request): CommandDecision => {
      if (request.status !== "quarantined") return { denial: `Request ${id} isn't on hold.` };
      return {
        command: { kind: "release", by: toEventActor(actor) },
        sideEffects: (tx) => releaseAddress(tx, request.email),
      };
    });
    return changed.denial
      ? message("Not released", changed.denial)
      : message(`Request ${id} continues`, "Requests from this address are no longer put on hold.");
  },
};
