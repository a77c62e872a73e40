import type { ProvenLogin } from "../directory/login.ts";
import { type AddressState, addressState, confirmAddress } from "../pipeline/confirm-address.ts";
import { type DeadLink, verifyLink } from "./by-link.ts";
import { type HandlerContext, toEventActor } from "./handler.ts";

/** The operations of the page on which people confirm their address. */
export interface AddressByLink {
  /** Returns the address, and whether it still needs to be confirmed, or why the link doesn't work. Changes nothing. */
  inspect(
    token: string,
  ): Promise<{ readonly kind: AddressState; readonly email: string } | { readonly kind: DeadLink }>;
  /** Confirms the address. Returns its state before, "locked" if that can't be done right now, or why the link doesn't work. */
  confirm(token: string): Promise<AddressState | "locked" | DeadLink>;
  /** Does the same with a login. Returns "other" if it doesn't prove the address, and "dead" if the link doesn't work. */
  confirmByLogin(token: string, login: ProvenLogin): Promise<"done" | "other" | "dead">;
}

/** Lets people whom a file named confirm that the address is theirs and that they want what the request says. */
export function addressByLink(
  context: Pick<HandlerContext, "db" | "workflows" | "now" | "secretKey">,
): AddressByLink {
  return {
    async inspect(token) {
      const verified = await verifyLink(token, "confirm", context);
      if (verified.kind !== "verified") return verified;
      const { request } = verified;
      return { kind: addressState(request), email: request.email };
    },
    async confirm(token) {
      const verified = await verifyLink(token, "confirm", context);
      if (verified.kind !== "verified") return verified.kind;
      const confirmed = await confirmAddress(verified.request.id, toEventActor(verified.actor), context);
      return confirmed === "other" ? "ended" : confirmed;
    },
    async confirmByLogin(token, login) {
      const verified = await verifyLink(token, "confirm", context);
      if (verified.kind !== "verified") return "dead";
      const actor = toEventActor(verified.actor);
      const confirmed = await confirmAddress(verified.request.id, actor, context, login);
      return confirmed === "other" ? "other" : "done";
    },
  };
}
