import type { Actor, Chat } from "../chat/chat.ts";
import { findAccountByChatUser } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import type { NewNotification } from "../db/change.ts";
import { inTransaction } from "../db/client.ts";
import type { Delivery } from "../db/names.ts";
import { insertNotification } from "../db/notifications.ts";
import { linkChatUser } from "../db/people.ts";
import { findOpenRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import type { EventActor } from "./engine/changes.ts";
import { withdraw } from "./withdraw.ts";

export interface LinkContext extends ChangeRequestDeps {
  readonly chat: Pick<Chat, "name" | "getUser">;
}

/**
 * Links the account to this person in the chat. This is recorded in the history of the account's request, and the account's
 * email address, the new person and the previous one are notified. An open password request of the account is withdrawn, because
 * its link may be on its way to the previous person. Returns why nothing was changed, in a sentence for an admin, or undefined.
 */
export async function linkAccount(
  account: Account,
  user: string,
  by: EventActor,
  context: LinkContext,
): Promise<string | undefined> {
  const { db, now, chat } = context;
  const person = await chat.getUser(user);
  if (person.membership !== "member") return `${person.name} isn't a full, active ${chat.name} member.`;
  if (user === by.id) return "You can't link an account to yourself. Ask another admin.";
  if (account.chatUser === user) return `${account.username} is already linked to ${person.name}.`;
  const other = await findAccountByChatUser(db, user);
  if (other) return `${person.name} is already linked to the account ${other.username}.`;

  const open = account.email ? await findOpenRequest(db, "password", { email: account.email }) : undefined;
  if (open) {
    await withdraw(open.id, { by, note: `${account.username} is now linked to ${person.name}` }, context);
  }
  await inTransaction(db, async (tx) => {
    await linkChatUser(tx, account.personId, user, { verifiedBy: "admin", now: now() });
    const before = account.chatUser ? `, previously ${account.chatUser}` : "";
    const note = `${account.username} to ${person.name} (${user})${before}`;
    await recordAccountEvent(tx, account, { kind: "linked", actor: by.id, actorName: by.name, note }, now());
    for (const message of messagesAbout(account, person, by, now()))
      await insertNotification(tx, message, now());
  });
  return undefined;
}

function messagesAbout(account: Account, person: Actor, by: EventActor, at: Date) {
  const data = { username: account.username, person: person.name, by: by.name };
  const owner = `${account.givenName} ${account.familyName}`;
  const message = (
    via: Delivery,
    to: { name: string; email: string | null; user: string | null },
  ): NewNotification => ({
    key: `account-linked:${account.id}:${at.toISOString()}:${to.user ?? "email"}`,
    template: "account-linked",
    via,
    toName: to.name,
    toEmail: to.email,
    toUser: to.user,
    data,
  });
  return [
    message("email", { name: owner, email: account.email, user: null }),
    message("chat", { name: person.name, email: null, user: person.user }),
    ...(account.chatUser ? [message("chat", { name: owner, email: null, user: account.chatUser })] : []),
  ];
}
