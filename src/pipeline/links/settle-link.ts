import type { Actor } from "../../chat/chat.ts";
import { chatOf, isInChat } from "../../chat/chat-of.ts";
import { findAccountOfPerson } from "../../db/accounts.ts";
import { addAutoLink } from "../../db/chat-links.ts";
import { inTransaction } from "../../db/client.ts";
import { addFoundLink } from "../../db/pending-links.ts";
import { reportAddress } from "../people/report-address.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { freezeLink } from "./freeze-link.ts";
import { labelOf } from "./link-messages.ts";
import { type FoundLink, lookUpLink } from "./look-up-link.ts";
import { recordLinkEvent } from "./record-link-event.ts";

type SettleDeps = Pick<PipelineDeps, "db" | "now" | "chat">;

/** Only someone who is known in the chat has changed their address there; anyone else just has another one. */
async function report(
  { person, link }: FoundLink,
  { user, address }: { readonly user: string; readonly address: string },
  deps: SettleDeps,
): Promise<void> {
  if (link?.state !== "auto" && link?.state !== "active" && link?.state !== "frozen") return;
  const username = (await findAccountOfPerson(deps.db, person.id))?.username;
  await reportAddress(
    deps.db,
    { person, username, address: address.toLowerCase(), where: chatOf(deps.chat, user).name },
    deps,
  );
}

/**
 * Looks up who a chat user is, and records what follows from what the chat shows now: a first link by a verified address, the
 * pause of one whose address has changed, or that the user has a person's address, which they still have to confirm. Called before anything is granted. Undefined if the registry knows no such
 * person, or if the actor isn't in the chat.
 */
export async function settleLink(actor: Actor, deps: SettleDeps): Promise<FoundLink | undefined> {
  // A person who acts through a link in an email has no user in the chat that could be linked.
  if (!isInChat(deps.chat, actor.user)) return undefined;
  const found = await lookUpLink(actor, deps);
  if (found?.verdict === "freeze") await freezeLink(found, actor, deps);
  if (found?.link && found.address === "other" && actor.email)
    await report(found, { user: actor.user, address: actor.email }, deps);
  if (found?.verdict === "code" && !found.link)
    await inTransaction(deps.db, (tx) => addFoundLink(tx, found.person.id, actor.user, deps.now()));
  if (found?.verdict !== "link") return found;
  const { db, now, chat } = deps;
  const { person } = found;
  const account = await findAccountOfPerson(db, person.id);
  await inTransaction(db, async (tx) => {
    if (!(await addAutoLink(tx, person.id, actor.user, now()))) return;
    const note = `${labelOf(person, account)} to ${actor.name} (${actor.user}), whose address ${chatOf(chat, actor.user).name} has verified`;
    const event = { kind: "linked", actor: actor.user, actorName: actor.name, note } as const;
    await recordLinkEvent(tx, person.id, account, event, now());
  });
  // Another process may have been faster, for this user or for another one.
  return lookUpLink(actor, deps);
}
