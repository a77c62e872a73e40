import type { Actor } from "../chat/chat.ts";
import { findPersonBy, ticketIdentity } from "../db/people.ts";
import { findInChat, findLinked } from "../pipeline/links/find-in-chat.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { TicketSystem } from "../pipeline/tickets/ticket-system.ts";
import type { TicketActor } from "../tickets/tickets.ts";

/**
 * Finds who a user of the ticket system is in the chat, where rights come from: by a link that an operator has made, or by the address,
 * if the site trusts those. Otherwise returns why that isn't known, as a sentence for staff.
 */
export async function findTicketStaff(
  { id, name, email }: TicketActor,
  { tickets, place, trustsStaffAddresses }: Pick<TicketSystem, "tickets" | "place" | "trustsStaffAddresses">,
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<{ readonly actor: Actor } | { readonly why: string }> {
  const user = `${place}/${id}`;
  const person = await findPersonBy(deps.db, ticketIdentity(user));
  const linked = person && (await findLinked(person, deps));
  if (linked?.kind === "found") return { actor: linked.actor };
  if (person && linked?.kind === "absent" && !person.email)
    return { why: `${name} isn't known on ${deps.chat.name}, where acct finds out who is an admin.` };
  const address = person?.email ?? (trustsStaffAddresses ? email : "");
  const found = address === "" ? undefined : await findInChat(address, deps);
  if (found?.kind === "found") return { actor: found.actor };
  if (person)
    return {
      why: `acct can't tell who ${name} is on ${deps.chat.name}, where it finds out who is an admin.`,
    };
  const otherWay = trustsStaffAddresses
    ? ""
    : ` If the addresses of staff in ${tickets.name} come from a directory, turn rt.trustsStaffAddresses on in acct.yml instead.`;
  return {
    why: `acct doesn't know who ${name} of ${tickets.name} is on ${deps.chat.name}. An operator can link them: acct person link <username> ${user}, or for an admin without an account, acct person link <chat ID, such as slack:U0123ABCD> ${user}.${otherWay}`,
  };
}
