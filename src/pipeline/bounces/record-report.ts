import { createHash } from "node:crypto";
import { recordEvent } from "../../db/apply-change.ts";
import { isFirstTime, lockNotification, takeBackSent } from "../../db/bounces.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import { findRequest } from "../../db/requests.ts";
import type { Notification } from "../../db/tables/notifications.ts";
import type { DeliveryReport, InboundMail, ReportedRecipient } from "../../mail/bounces/inbound.ts";
import { adviseOnDeadAddress, type DeadAddress } from "../../view/dead-address.ts";
import { tidy } from "../../view/tidy.ts";
import { recordUndelivered } from "../outbox/record-undelivered.ts";
import type { InboundDeps, InboundOutcome } from "./act-on-inbound.ts";

/** Records what a report says about an email of ours: a failure as undelivered, so that it can be sent again; a delay as one line. */
export function recordReport(
  report: InboundMail & DeliveryReport,
  { id }: Notification,
  { db, now, adminChannels }: Pick<InboundDeps, "db" | "now" | "adminChannels">,
): Promise<InboundOutcome> {
  return inTransaction(db, async (tx): Promise<InboundOutcome> => {
    const notification = await lockNotification(tx, id);
    if (!notification) return "noted";
    // Whoever is sending it would overwrite what we record.
    if (notification.leaseToken !== null) return "sending";
    const at = now();
    const isNew = (recipient: ReportedRecipient) =>
      isFirstTime(tx, { key: keyOf(report, notification, recipient), notificationId: id }, at);
    const failed: ReportedRecipient[] = [];
    const delayed: ReportedRecipient[] = [];
    let isRepeated = false;
    for (const recipient of report.recipients) {
      const list = { failed, delayed }[recipient.action as string];
      if (!list) continue;
      if (await isNew(recipient)) list.push(recipient);
      else isRepeated = true;
    }
    for (const recipient of delayed) await noteDelay(tx, notification, recipient, at);
    for (const recipient of failed) await noteFailure(tx, notification, recipient, { adminChannels, at });
    if (failed.length > 0) return "failed";
    if (delayed.length > 0) return "delayed";
    return isRepeated ? "repeated" : "noted";
  });
}

async function noteFailure(
  tx: Db,
  notification: Notification,
  recipient: ReportedRecipient,
  { adminChannels, at }: { readonly adminChannels: readonly string[]; readonly at: Date },
): Promise<void> {
  const { toEmail, toName } = notification;
  const problem = `their mail server returned it: "${recipient.reason || "no reason given"}"`;
  const dead = names(recipient, toEmail) ? await findDeadAddress(tx, notification, recipient) : undefined;
  await takeBackSent(tx, notification.id, problem);
  await recordUndelivered(tx, notification, {
    to: names(recipient, toEmail) ? (toEmail ?? toName) : `${toEmail} (forwarded to ${address(recipient)})`,
    problem,
    reference: "",
    advice: dead && adviseOnDeadAddress(dead),
    detail: { ...dead },
    adminChannels,
    now: at,
  });
}

/**
 * The requester's own address, if their mail server says that there is no such mailbox, or that it is disabled (RFC 3463 §3.2 and
 * §3.3). 5.1.7 and 5.1.8 are about the sender. A full mailbox, a policy, and a network are other matters.
 */
async function findDeadAddress(
  tx: Db,
  { requestId, toEmail }: Notification,
  { status }: ReportedRecipient,
): Promise<DeadAddress | undefined> {
  if (!/^5\.(1\.(?![78]$)\d{1,3}|2\.1)$/.test(status) || requestId === null || toEmail === null)
    return undefined;
  const request = await findRequest(tx, requestId);
  if (!request || !sameAddress(request.email, toEmail)) return undefined;
  const person = await findPersonBy(tx, emailIdentity(request.email));
  return { deadAddress: request.email, isRegistered: person !== undefined };
}

async function noteDelay(
  tx: Db,
  { requestId, template, toEmail }: Notification,
  { reason }: ReportedRecipient,
  at: Date,
) {
  if (requestId === null) return;
  const note = `The message "${template}" to ${toEmail} is delayed; the mail server keeps trying: "${reason}"`;
  await recordEvent(tx, requestId, { kind: "mail-delayed", actor: "acct", actorName: "acct", note }, at);
}

/** A server reports a delay again and again, and one line about an email is enough. */
function keyOf(
  { identity }: InboundMail,
  { id }: Notification,
  { action, address: to }: ReportedRecipient,
): string {
  const parts = action === "delayed" ? [id, action] : [id, action, to?.toLowerCase(), identity];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Whether the report is about the address that we wrote to, and not about one that it forwards to. */
const names = (recipient: ReportedRecipient, toEmail: string | null) =>
  recipient.address === undefined || sameAddress(recipient.address, toEmail);
const sameAddress = (one: string | null, other: string | null) => one?.toLowerCase() === other?.toLowerCase();
const address = (recipient: ReportedRecipient) => tidy(recipient.address ?? "").slice(0, 254);
