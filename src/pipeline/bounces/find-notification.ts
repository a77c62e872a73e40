import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { findNotificationById, findNotificationByMark } from "../../db/bounces.ts";
import type { Db } from "../../db/client.ts";
import { isUuid } from "../../db/is-uuid.ts";
import { HELPDESK_TICKET } from "../../db/names.ts";
import { findNotificationByKey } from "../../db/notifications.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { Marks } from "../../mail/bounces/mail-marks.ts";
import { isMailTokenOf, notificationIdIn } from "../secrets/mail-token.ts";

/** Finds the email that a mail is about. The token comes first, because a relay may have replaced the Message-ID. */
export async function findNotification(
  db: Db,
  secretKey: SecretKeys,
  { tokens, messageIds }: Marks,
): Promise<{ readonly notification: Notification; readonly token?: string } | undefined> {
  for (const token of tokens) {
    const id = notificationIdIn(token);
    const notification = id === undefined ? undefined : await findNotificationById(db, id);
    if (notification && isMailTokenOf(secretKey, token, notification)) return { notification, token };
  }
  for (const messageId of messageIds.slice(0, MAX_IDS)) {
    const notification = await findByMessageId(db, messageId);
    if (notification) return { notification };
  }
  return undefined;
}

/** A mail can quote any number of others. */
const MAX_IDS = 20;

/** A Message-ID of ours has a random mark, which only those know who have the email: `<template>.<mark>.acct@…`. */
async function findByMessageId(db: Db, messageId: string): Promise<Notification | undefined> {
  const [, mark] = /(?:^|\.)([0-9a-f-]{36})\.acct@/i.exec(messageId) ?? [];
  if (mark === undefined || !isUuid(mark)) return undefined;
  return (await findNotificationByMark(db, mark)) ?? findNotificationByKey(db, `${HELPDESK_TICKET}:${mark}`);
}
