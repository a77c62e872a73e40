import type { Actor } from "../../chat/chat.ts";
import { chatOf } from "../../chat/chat-of.ts";
import { findAccountOfPerson } from "../../db/accounts.ts";
import { freezeAutoLink } from "../../db/chat-links.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { fullName } from "../../view/full-name.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { labelOf, linkMessages } from "./link-messages.ts";
import type { FoundLink } from "./look-up-link.ts";
import { recordLinkEvent } from "./record-link-event.ts";

/**
 * Pauses a link by address, because the user's address in the chat has changed: the person may have got another user, or the
 * user another person. The person's address and the new one are told, once.
 */
export async function freezeLink(
  { link, person }: FoundLink,
  { user, name, email }: Actor,
  { db, now, chat }: Pick<PipelineDeps, "db" | "now" | "chat">,
): Promise<void> {
  if (!link) return;
  const account = await findAccountOfPerson(db, person.id);
  const label = labelOf(person, account);
  await inTransaction(db, async (tx) => {
    if (!(await freezeAutoLink(tx, link.id))) return;
    const note = `${label} and ${name} (${user}): the address on ${chatOf(chat, user).name} has changed`;
    const event = { kind: "link-frozen", actor: "acct", actorName: "acct", note } as const;
    await recordLinkEvent(tx, person.id, account, event, now());
    const told = linkMessages("link-frozen", `${link.id}:${now().toISOString()}`, { label, person: name }, [
      { name: fullName(person), email: person.email },
      { name, email },
    ]);
    for (const message of told) await insertNotification(tx, message, now());
  });
}
