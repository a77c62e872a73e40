import {
  type AccessLostError,
  type Chat,
  NoAdminsError,
  SharedChannelError,
  UnreachableError,
} from "../../chat/chat.ts";
import type { Db } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { notifyAccessLost } from "./notify-access-lost.ts";
import { notifyHelpDesk } from "./notify-help-desk.ts";

type ReportOutageDeps = Parameters<typeof notifyHelpDesk>[1] & {
  readonly db: Db;
  readonly chat: Pick<Chat, "adminChannel" | "listAdmins">;
};

/**
 * Says, once a day for each cause, that the admins can't decide, that the chat refuses acct what it needs, or that outsiders can
 * read the admin channel: in the channel if it works and only admins read it, to the help address if no one may decide, and to each
 * admin if outsiders read along.
 */
export async function reportOutage(
  error: UnreachableError | AccessLostError | SharedChannelError,
  deps: ReportOutageDeps,
): Promise<void> {
  if (error instanceof SharedChannelError) return tellEachAdmin(error.message, deps);
  if (error instanceof UnreachableError) await notifyHelpDesk(error, deps);
  if (error instanceof UnreachableError && !(error instanceof NoAdminsError)) return;
  await notifyAccessLost({ why: error.message }, { ...deps, channel: deps.chat.adminChannel });
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
