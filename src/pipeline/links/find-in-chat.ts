import type { Actor } from "../../chat/chat.ts";
import { listKnownLinks } from "../../db/chat-links.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { mayUse } from "./judge-link.ts";
import { settleLink } from "./settle-link.ts";

export type FoundInChat =
  | { readonly kind: "found"; readonly actor: Actor }
  | { readonly kind: "absent" }
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
  const links = person ? await listKnownLinks(db, person.id, chat.adminChannel) : [];
  for (const { value } of links) {
    // They may have left a moment ago, and a request that asks them then waits for no one.
    const actor = await chat.getUser(value, { maxAgeMs: 0 });
    if (actor.membership !== "member") continue;
    const found = await settleLink(actor, deps);
    return found?.person.id === person?.id && found && mayUse(found.verdict)
      ? { kind: "found", actor }
      : { kind: "unconfirmed" };
  }
  const actor = await chat.findByEmail(email);
  if (!actor) return { kind: "absent" };
  const found = await settleLink(actor, deps);
  // No one else can be meant by an address that the registry doesn't know.
  if (!found || !person) return { kind: "found", actor };
  const isThem = mayUse(found.verdict) && found.person.id === person.id;
  return isThem ? { kind: "found", actor } : { kind: "unconfirmed" };
}
