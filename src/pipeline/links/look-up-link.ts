import type { Actor, Chat } from "../../chat/chat.ts";
import { chatOf } from "../../chat/chat-of.ts";
import { listAddresses, listKnownLinks, listLinksOf } from "../../db/chat-links.ts";
import type { Db } from "../../db/client.ts";
import { hasOpenProposal } from "../../db/link-claims.ts";
import { KNOWN_LINK_STATES, type LinkState } from "../../db/names.ts";
import { emailIdentity, findPersonBy, findPersonById } from "../../db/people.ts";
import type { Identity } from "../../db/tables/identities.ts";
import type { Person } from "../../db/tables/people.ts";
import { judgeLink, type LinkFacts, type LinkVerdict, type ShownAddress } from "./judge-link.ts";

export interface LinkContext {
  readonly db: Db;
  readonly now: () => Date;
  readonly chat: Pick<Chat, "verifiesAddresses" | "parts">;
}

export type ShownActor = Pick<Actor, "user" | "email" | "unverifiedEmail">;

export interface FoundLink extends LinkFacts {
  readonly person: Person;
  /** The row of the link; undefined if there is none. */
  readonly link: Identity | undefined;
  readonly verdict: LinkVerdict;
}

/**
 * Finds the person in the registry who this chat user is or could be, and decides what the user may use. A known link comes
 * first, then the address that the chat shows, then an admin's proposal. Undefined if the registry knows no such person.
 * Changes nothing.
 */
export async function lookUpLink(
  actor: ShownActor,
  { db, now, chat }: LinkContext,
): Promise<FoundLink | undefined> {
  const links = await listLinksOf(db, actor.user);
  const known = links.find(({ state }) => isKnown(state));
  const shown = actor.email ?? actor.unverifiedEmail;
  const person = known
    ? await findPersonById(db, known.personId)
    : ((shown ? await findPersonBy(db, emailIdentity(shown)) : undefined) ??
      (await proposedPerson(links, { db, now })));
  if (!person) return undefined;
  const link = links.find(({ personId }) => personId === person.id);
  const others = await listKnownLinks(db, person.id, actor.user);
  const facts: LinkFacts = {
    // That someone was found by an address decides nothing.
    state: link && (await isInForce(link, { db, now })) ? link.state : undefined,
    address: compareAddress(actor, await listAddresses(db, person.id), chatOf(chat, actor.user)),
    isTaken: others.some(({ value }) => value !== actor.user),
  };
  return { ...facts, person, link, verdict: judgeLink(facts) };
}

const isKnown = (state: LinkState) => (KNOWN_LINK_STATES as readonly LinkState[]).includes(state);

async function proposedPerson(
  links: readonly Identity[],
  context: Pick<LinkContext, "db" | "now">,
): Promise<Person | undefined> {
  for (const link of links.toReversed())
    if (link.state === "pending" && (await isInForce(link, context)))
      return findPersonById(context.db, link.personId);
  return undefined;
}

/** A pending link waits for an answer only while an admin's proposal of it is open. */
const isInForce = async (
  { state, personId, value }: Identity,
  { db, now }: Pick<LinkContext, "db" | "now">,
): Promise<boolean> => state !== "pending" || hasOpenProposal(db, { personId, chatUser: value }, now());

/** Compares the address that the chat shows with a person's addresses, which are in lower case. */
export function compareAddress(
  { email, unverifiedEmail }: Pick<Actor, "email" | "unverifiedEmail">,
  addresses: readonly string[],
  { verifiesAddresses }: Pick<Chat, "verifiesAddresses">,
): ShownAddress {
  const isTheirs = (address: string | undefined) =>
    address !== undefined && addresses.includes(address.toLowerCase());
  if (isTheirs(email)) return verifiesAddresses ? "proven" : "claimed";
  if (isTheirs(unverifiedEmail)) return "claimed";
  return email !== undefined && verifiesAddresses ? "other" : "hidden";
}
