import type { Db } from "../db/client.ts";
import { findPersonBy, type IdentityKey, loginIdentity } from "../db/people.ts";
import type { Request } from "../db/tables/requests.ts";
import type { ProvenLogin } from "../directory/login.ts";
import { type ChangeRequestDeps, changeRequest } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";

export type AddressState = "open" | "confirmed" | "ended";

/** Whether a request still waits for its address to be confirmed. */
export function addressState({ waitsFor, details }: Request): AddressState {
  if (waitsFor === "address") return "open";
  return details.addressConfirmedAt === undefined ? "ended" : "confirmed";
}

/**
 * Records that the owner of the address has confirmed it, so that the request continues. Returns what was the case before;
 * "other" if they signed in, and the login proves neither this address nor someone whom acct knows by it.
 */
export async function confirmAddress(
  requestId: number,
  by: EventActor,
  deps: ChangeRequestDeps,
  login?: ProvenLogin,
): Promise<AddressState | "locked" | "other"> {
  let before: AddressState | "other" = "ended";
  const changed = await changeRequest(requestId, deps, async (request, tx) => {
    before = addressState(request);
    const identity = login && loginIdentity(login);
    if (before === "open" && identity && !(await isTheirs(request, login, identity, tx))) before = "other";
    return before === "open"
      ? { command: { kind: "confirm-address", by, login: identity?.value } }
      : { denial: before };
  });
  return changed.kind === "locked" ? "locked" : before;
}

/** A login that acct knows stays linked when its address changes. A new one must prove the address. */
async function isTheirs(
  request: Request,
  login: ProvenLogin,
  identity: IdentityKey,
  tx: Db,
): Promise<boolean> {
  return login.email === request.email.toLowerCase() || (await findPersonBy(tx, identity)) !== undefined;
}
