import type { Actor } from "../../chat/chat.ts";
import { findAccountOfPerson, listAccountsOfPerson } from "../../db/accounts.ts";
import { activateChatLink, listAddresses, listKnownLinks, listLinksOf } from "../../db/chat-links.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { consumeClaim } from "../../db/link-claims.ts";
import type { Verification } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import { findPersonById } from "../../db/people.ts";
import { findOpenRequest } from "../../db/requests.ts";
import type { LinkClaim } from "../../db/tables/link-claims.ts";
import { wakeRequestsDecidedBy } from "../../db/waiting-requests.ts";
import { Failure } from "../../failure/failure.ts";
import { fullName } from "../../view/full-name.ts";
import type { ChangeRequestDeps } from "../engine/change-request.ts";
import { withdraw } from "../withdraw.ts";
import { linkMessages } from "./link-messages.ts";
import { recordLinkEvent } from "./record-link-event.ts";

/**
 * Links the person of a claim to its user in the chat, with all rights. Any other user of that chat loses the link. This is
 * recorded; the person's address, the user, and the previous one are told. An open password request of the account is
 * withdrawn, because its link may be on its way to the previous user. Returns false and changes nothing if the claim has
 * been used or has expired, and "taken" if the user has a confirmed link to someone else.
 */
export async function activateLink(
  claim: LinkClaim & { readonly personId: number },
  { user, name }: Pick<Actor, "user" | "name">,
  verifiedBy: Verification,
  deps: ChangeRequestDeps,
  /** What is written in the same transaction. */
  alsoWrite: (tx: Db) => Promise<void> = async () => undefined,
): Promise<"linked" | "late" | "taken"> {
  const { db, now } = deps;
  const { id, personId, label } = claim;
  const person = await findPersonById(db, personId);
  if (!person) throw new Failure(`The registry has no person ${personId}`);
  const account = await findAccountOfPerson(db, personId);
  const isElsewhere = (await listLinksOf(db, user)).some(
    (link) => link.state === "active" && link.personId !== personId,
  );
  if (isElsewhere) return "taken";
  const previous = (await listKnownLinks(db, personId, user)).filter(({ value }) => value !== user);
  const isLinked = await inTransaction(db, async (tx) => {
    if (!(await consumeClaim(tx, id, now()))) return false;
    await alsoWrite(tx);
    await activateChatLink(tx, personId, user, { verifiedBy, now: now() });
    const before = previous.length > 0 ? `, previously ${previous.map(({ value }) => value).join(", ")}` : "";
    const proposed = claim.proposedBy === null ? "" : `, as ${claim.proposedBy} proposed`;
    const note = `${label} to ${name} (${user})${before}${proposed}`;
    const event = { kind: "linked", actor: user, actorName: name, note } as const;
    await recordLinkEvent(tx, personId, account, event, now());
    const told = linkMessages("account-linked", id, { label, person: name }, [
      { name: fullName(person), email: person.email },
      { name, user, data: { isTheirs: "yes" } },
      ...previous.map(({ value }) => ({ name: fullName(person), user: value })),
    ]);
    for (const message of told) await insertNotification(tx, message, now());
    return true;
  });
  if (!isLinked) return "late";
  // What they were asked by email, as someone whom the chat couldn't show, is now asked there.
  await wakeRequestsDecidedBy(db, { users: [user], emails: await listAddresses(db, personId) }, now());
  for (const { username } of await listAccountsOfPerson(db, personId)) {
    const open = await findOpenRequest(db, "password", { username });
    if (!open) continue;
    await withdraw(open.id, { by: { id: user, name }, note: `${label} is now linked to ${name}` }, deps);
  }
  return "linked";
}
