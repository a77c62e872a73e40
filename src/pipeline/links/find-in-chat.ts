import type { Actor, Chat } from "../../chat/chat.ts";
import { listLinksInUse } from "../../db/chat-links.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import type { Person } from "../../db/tables/people.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { mayUse } from "./judge-link.ts";
import { settleLink } from "./settle-link.ts";

export type FoundInChat =
  | { readonly kind: "found"; readonly actor: Actor }
  | { readonly kind: "absent" }
  /** The chat proves no addresses, and the person has no confirmed link, so no one there can be told to be them. */
  | { readonly kind: "unproven" }
  /** Someone in the chat has the address or the link, but whether they are this person has to be confirmed first. */
  | { readonly kind: "unconfirmed" };

/**
 * Finds who has an address in the chat, so that they can be asked to decide. A link comes first, because an address in a profile can
 * change hands: the user with the address counts only if the person has no link and the user has none to anyone else.
 */
export async function findInChat(
  email: string,
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<FoundInChat> {
  const { db, chat } = deps;
  const person = await findPersonBy(db, emailIdentity(email));
  const linked = person && (await findLinked(person, deps));
  if (linked && linked.kind !== "absent") return linked;
  // Whoever enters the address in their profile would be found.
  if (!chat.verifiesAddresses) return { kind: "unproven" };
  const actor = await chat.findByEmail(email);
  if (!actor) return { kind: provesAll(chat) ? "absent" : "unproven" };
  const found = await settleLink(actor, deps);
  // No one else can be meant by an address that the registry doesn't know.
  if (!found || !person) return { kind: "found", actor };
  const isThem = mayUse(found.verdict) && found.person.id === person.id;
  return isThem ? { kind: "found", actor } : { kind: "unconfirmed" };
}

/** They may be in the one of several chats that proves no addresses. */
const provesAll = ({ parts = [] }: Chat) => parts.every(({ verifiesAddresses }) => verifiesAddresses);

/** Finds the chat user who is linked to a person. */
export async function findLinked(
  person: Pick<Person, "id">,
  deps: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<FoundInChat> {
  const { db, chat } = deps;
  for (const { value } of await listLinksInUse(db, person.id, chat.adminChannels)) {
    // They may have left a moment ago, and a request that asks them then waits for no one.
    const actor = await chat.getUser(value, { maxAgeMs: 0 });
    if (actor.membership !== "member") continue;
    const found = await settleLink(actor, deps);
    return found?.person.id === person.id && mayUse(found.verdict)
      ? { kind: "found", actor }
      : { kind: "unconfirmed" };
  }
  return { kind: "absent" };
}
