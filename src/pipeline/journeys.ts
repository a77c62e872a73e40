import type { Approval, Kind } from "../db/schema.ts";
import type { Stage } from "./stage.ts";
import { addMemberships } from "./stages/add-memberships.ts";
import { awaitAdmin } from "./stages/await-admin.ts";
import { awaitPi } from "./stages/await-pi.ts";
import { close } from "./stages/close.ts";
import { createAccounts } from "./stages/create-accounts.ts";
import { handOver } from "./stages/hand-over.ts";
import { register } from "./stages/register.ts";
import { updateTicket } from "./stages/update-ticket.ts";
import { verifyIdentity } from "./stages/verify-identity.ts";

const approvals: Readonly<Record<Approval, Stage>> = { admin: awaitAdmin, pi: awaitPi };

export type Journeys = Readonly<Record<Kind, readonly Stage[]>>;

/** What happens to each kind of request, in order. To add a step, write one file in stages/ and name it here. */
export function journeysFor(needed: { readonly account: readonly Approval[] }): Journeys {
  return {
    account: [
      verifyIdentity,
      ...needed.account.map((approval) => approvals[approval]),
      register,
      createAccounts,
      addMemberships,
      handOver,
      updateTicket,
      close,
    ],
    password: [handOver, close],
  };
}
