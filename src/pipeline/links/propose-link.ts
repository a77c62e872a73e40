import { randomUUID } from "node:crypto";
import type { Chat } from "../../chat/chat.ts";
import { chatOf } from "../../chat/chat-of.ts";
import { findAccountOfPerson, listAccountsOfPerson } from "../../db/accounts.ts";
import { listKnownLinks, listLinksOf } from "../../db/chat-links.ts";
import { inTransaction } from "../../db/client.ts";
import { hasOpenProposal, insertClaim } from "../../db/link-claims.ts";
import { insertNotification } from "../../db/notifications.ts";
import { addPendingLink } from "../../db/pending-links.ts";
import type { Person } from "../../db/tables/people.ts";
import { fullName } from "../../view/full-name.ts";
import type { EventActor } from "../engine/changes.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { labelOf, linkMessages } from "./link-messages.ts";
import { recordLinkEvent } from "./record-link-event.ts";

/** The user has this long to answer. */
export const PROPOSAL_MS = 14 * 86_400_000;

interface ProposeContext extends Pick<PipelineDeps, "db" | "now"> {
  readonly chat: Pick<Chat, "name" | "parts" | "getUser">;
}

/**
 * Proposes to a user in the chat that a person's account is theirs. Nothing changes until they confirm it with the button in the
 * direct message. The person's address and the user who is linked now are told. Returns why nothing was proposed, in a
 * sentence for an admin, or undefined.
 */
export async function proposeLink(
  person: Person,
  user: string,
  by: EventActor,
  { db, now, chat }: ProposeContext,
): Promise<string | undefined> {
  const proposed = await chat.getUser(user);
  const account = await findAccountOfPerson(db, person.id);
  const label = labelOf(person, account);
  if (proposed.membership !== "member")
    return `${proposed.name} isn't a full, active ${chatOf(chat, proposed.user).name} member.`;
  if (user === by.id) return "You can't link an account to yourself. Ask another admin.";
  if (!account && (await listAccountsOfPerson(db, person.id)).length > 0)
    return `${fullName(person)} was offboarded. Bring the account back first, with acct resume.`;
  const links = await listLinksOf(db, user);
  if (links.some(({ state, personId }) => state === "active" && personId === person.id))
    return `${label} is already linked to ${proposed.name}.`;
  const other = links.find(({ state, personId }) => state === "active" && personId !== person.id);
  if (other) {
    const theirs = await findAccountOfPerson(db, other.personId);
    const whom = theirs
      ? `the account ${theirs.username}`
      : "someone else in the registry, who has no account";
    return `${proposed.name} is already linked to ${whom}.`;
  }
  if (await hasOpenProposal(db, { personId: person.id, chatUser: user }, now()))
    return `We've already asked ${proposed.name}, who hasn't answered yet.`;
  const previous = (await listKnownLinks(db, person.id, user)).filter(({ value }) => value !== user);
  const id = randomUUID();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + PROPOSAL_MS);
  await inTransaction(db, async (tx) => {
    // A link by address keeps its state. It becomes a confirmed one when the user answers.
    if (
      !links.some(({ state, personId }) => personId === person.id && (state === "auto" || state === "frozen"))
    )
      await addPendingLink(tx, person.id, user, createdAt);
    const claim = { id, personId: person.id, chatUser: user, label, createdAt, expiresAt };
    await insertClaim(tx, { ...claim, proposedBy: by.name });
    const note = `${label} to ${proposed.name} (${user})`;
    const event = { kind: "link-proposed", actor: by.id, actorName: by.name, note } as const;
    await recordLinkEvent(tx, person.id, account, event, createdAt);
    const data = { label, person: proposed.name, by: by.name };
    // The command line has no user in the chat who could be told.
    const proposer: Record<string, string> = by.id.includes(":") ? { byUser: by.id } : {};
    const told = [
      ...linkMessages(
        "confirm-link",
        id,
        { ...data, ...proposer, claim: id, until: expiresAt.toISOString() },
        [{ name: proposed.name, user }],
      ),
      ...linkMessages("link-proposed", id, data, [
        { name: fullName(person), email: person.email },
        ...previous.map(({ value }) => ({ name: fullName(person), user: value })),
      ]),
    ];
    for (const message of told) await insertNotification(tx, message, createdAt);
  });
  return undefined;
}
