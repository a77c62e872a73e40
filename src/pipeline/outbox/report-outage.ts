import {
  type AccessLostError,
  type Chat,
  NoAdminsError,
  SharedChannelError,
  UnreachableError,
} from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { notifyAccessBack, notifyAccessLost, type Refusing } from "./notify-access-lost.ts";
import { notifyHelpDesk } from "./notify-help-desk.ts";

type ReportOutageDeps = Parameters<typeof notifyHelpDesk>[1] & {
  readonly db: Db;
  readonly chat: Pick<Chat, "name" | "adminChannel" | "listAdmins">;
};

/**
 * Says, once a day for each cause, that the admins can't decide, that the chat refuses acct what it needs, or that outsiders can
 * read the admin channel: in the channel if it works and only admins read it, to the help address if no one may decide, and to each
 * admin if outsiders read along.
 */
export async function reportOutage(
  error: UnreachableError | AccessLostError | SharedChannelError,
  by: Exclude<Refusing, "mail">,
  deps: ReportOutageDeps,
): Promise<void> {
  if (error instanceof SharedChannelError) return tellEachAdmin(error.message, deps);
  if (error instanceof UnreachableError) await notifyHelpDesk(error, deps);
  if (error instanceof UnreachableError && !(error instanceof NoAdminsError)) return;
  await notifyAccessLost({ why: error.message, by }, { ...deps, channel: deps.chat.adminChannel });
}

/** Says in the thread of that message that it is over. */
export async function reportRecovery(by: Exclude<Refusing, "mail">, deps: ReportOutageDeps): Promise<void> {
  const { name, adminChannel: channel } = deps.chat;
  const what = by === "chat" ? `acct can use ${name}` : "The admin channel works";
  await notifyAccessBack(by, `Fixed: ${what} again.`, { ...deps, channel });
}

async function tellEachAdmin(why: string, { db, chat, now, announce }: ReportOutageDeps): Promise<void> {
  const at = now();
  for (const user of await chat.listAdmins()) {
    const key = `channel-shared:${at.toISOString().slice(0, 10)}:${chat.adminChannel}:${user}`;
    const to = { via: "chat", toName: "an admin", toEmail: null, toUser: user } as const;
    await insertNotification(db, { key, template: "channel-shared", ...to, data: { why } }, at);
  }
  announce();
}
