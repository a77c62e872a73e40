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

type ChatRefusing = "chat" | "admin channel";

type ReportOutageDeps = Parameters<typeof notifyHelpDesk>[1] & {
  readonly db: Db;
  readonly chat: Pick<Chat, "name" | "adminChannels" | "listAdmins">;
};

/** Which chat it is about, if acct is in several: the admins in the others are told, too. */
type Where = Pick<Chat, "name" | "adminChannels" | "listAdmins">;

/**
 * Says, once a day for each cause, that the admins can't decide, that the chat refuses acct what it needs, or that outsiders can
 * read the admin channel: in the channels that work and that only admins read, to the help address if no one may decide, and to each
 * admin if outsiders read along.
 */
export async function reportOutage(
  error: UnreachableError | AccessLostError | SharedChannelError,
  by: ChatRefusing,
  deps: ReportOutageDeps,
  where: Where = deps.chat,
): Promise<void> {
  if (error instanceof SharedChannelError) return tellEachAdmin(error.message, deps, where);
  if (!(error instanceof UnreachableError)) {
    return notifyAccessLost(
      { why: error.message, by: troubleOf(by, deps, where) },
      { ...deps, channel: deps.chat.adminChannels },
    );
  }
  await reportToOthers(error, by, deps, where);
  await notifyHelpDesk(error, deps);
  if (!(error instanceof NoAdminsError)) return;
  await notifyAccessLost(
    { why: error.message, by: troubleOf(by, deps, where) },
    { ...deps, channel: where.adminChannels },
  );
}

/** Says in the other chats what doesn't work in this one, and what that means. Without another chat, there is nothing to do. */
export async function reportToOthers(
  { message }: Error,
  by: ChatRefusing,
  deps: ReportOutageDeps,
  where: Where,
): Promise<void> {
  const channel = deps.chat.adminChannels.filter((one) => !where.adminChannels.includes(one));
  if (channel.length === 0) return;
  const why = `${message}. Until that is fixed, messages to people in ${where.name} wait, and requests can be decided here`;
  await notifyAccessLost(
    { why, cause: `${by} in ${where.name}`, by: troubleOf(by, deps, where) },
    { ...deps, channel },
  );
}

/** Says in the threads of those messages that it is over. */
export async function reportRecovery(
  by: ChatRefusing,
  deps: ReportOutageDeps,
  where: Where = deps.chat,
): Promise<void> {
  const isOne = where === deps.chat;
  const channelName = isOne ? "The admin channel" : `The admin channel in ${where.name}`;
  const what = by === "chat" ? `acct can use ${where.name}` : `${channelName} works`;
  await notifyAccessBack(troubleOf(by, deps, where), `Fixed: ${what} again.`, {
    ...deps,
    channel: deps.chat.adminChannels,
  });
}

/** Where acct is in several chats, each has its own trouble. */
const troubleOf = (by: ChatRefusing, { chat }: ReportOutageDeps, where: Where): Refusing =>
  where === chat ? by : `${by} in ${where.name}`;

async function tellEachAdmin(
  why: string,
  { db, now, announce }: ReportOutageDeps,
  { adminChannels, listAdmins }: Where,
): Promise<void> {
  const at = now();
  for (const user of await listAdmins()) {
    const key = `channel-shared:${at.toISOString().slice(0, 10)}:${adminChannels.join()}:${user}`;
    const to = { via: "chat", toName: "an admin", toEmail: null, toUser: user } as const;
    await insertNotification(db, { key, template: "channel-shared", ...to, data: { why } }, at);
  }
  announce();
}
