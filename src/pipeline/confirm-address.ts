import type { Request } from "../db/tables/requests.ts";
import { type ChangeRequestDeps, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";

export type AddressState = "open" | "confirmed" | "ended";

/** Whether a request still waits for its address to be confirmed. */
export function addressState({ waitsFor, details }: Request): AddressState {
  if (waitsFor === "address") return "open";
  return details.addressConfirmedAt === undefined ? "ended" : "confirmed";
}

/** Records that the owner of the address has confirmed it, so that the request continues. Returns what was the case before. */
export async function confirmAddress(
  requestId: number,
  by: EventActor,
  deps: ChangeRequestDeps,
): Promise<AddressState | "locked"> {
  let before: AddressState = "ended";
  const changed = await changeRequest(requestId, deps, (request) => {
    before = addressState(request);
    return before === "open" ? { command: { kind: "confirm-address", by } } : { denial: before };
  });
  return changed.kind === "locked" ? "locked" : before;
}
