import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, expect, inject, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { makeCertificates } from "../../dev/local-stack/certificates.ts";
import { startMailCatcher } from "../../dev/sandbox/mail-catcher.ts";
import type { Chat } from "../../src/chat/chat.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { leaseDue } from "../../src/db/leases.ts";
import { insertNotification } from "../../src/db/notifications.ts";
import { insertRequest, listEvents } from "../../src/db/requests.ts";
import { notifications } from "../../src/db/tables/notifications.ts";
import { openLog } from "../../src/log.ts";
import type { Mailer } from "../../src/mail/mailer.ts";
import { smtpMailer } from "../../src/mail/smtp.ts";
import { toMembers } from "../../src/pipeline/outbox/recipients.ts";
import { sendNotification } from "../../src/pipeline/outbox/send-notification.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";
import { newDatabase } from "../new-database.ts";

const { ca, cert, key } = await makeCertificates(join(inject("folder"), "refused-recipient"));
const catcher = await startMailCatcher({ tls: { cert, key }, user: "acct", password: "secret" });
const mailer = smtpMailer({
  from: "Accounts <accounts@example.org>",
  host: "127.0.0.1",
  port: catcher.port,
  user: "acct",
  password: "secret",
  ca,
  startTls: true,
});
const database = await newDatabase();
const { db } = database;
afterAll(async () => {
  mailer.close();
  await Promise.all([catcher.stop(), database.close()]);
});

const start = new Date("2028-03-24T12:00:00Z");
const rules = someRules({ adminChannels: ["C1"], publicUrl: "https://accounts.example.org" });
const sendDeps = {
  db,
  mailer,
  rules,
  chat: {} as Chat,
  secretKey: secretKeys(Buffer.alloc(32, 7)),
  log: openLog("silent"),
  announce: () => undefined,
  givesUp: () => false,
};

async function deliverWhatIsDue(at: Date, through: Mailer = mailer): Promise<void> {
  const lease = { by: 1, now: at, leaseMs: 1000, limit: 10, parts: ["email"] } as const;
  for (const message of await leaseDue(db, notifications, lease)) {
    await sendNotification(message, { ...sendDeps, mailer: through, now: () => at });
  }
}
const mailsTo = (address: string) => catcher.mails.filter(({ to }) => to.includes(address)).length;

it("When members are told of new quotas, each mailbox that rejects the email is handled separately: retried, or reported in the history", async () => {
  const request = await insertRequest(db, aNewRequest({ kind: "quota", stage: "set-quota" }), start);
  if (!request) throw new Error("not inserted");
  const members = ["gone@example.org", "amy@example.org", "busy@example.org"];
  catcher.refused.set("gone@example.org", 550).set("busy@example.org", 451);
  for (const message of toMembers(request, "quota-set", { table: "cores 20 → 40" }, members)) {
    await insertNotification(db, { ...message, requestId: request.id }, start);
  }
  const stateOf = async (address: string) => {
    const [row] = await db.select().from(notifications).where(eq(notifications.toEmail, address));
    return { isSent: row?.sentAt !== null, isTriedAgain: row?.runAt !== null };
  };

  await deliverWhatIsDue(start);
  expect(await stateOf("amy@example.org")).toEqual({ isSent: true, isTriedAgain: false });
  expect(await stateOf("gone@example.org")).toEqual({ isSent: false, isTriedAgain: false });
  expect(await stateOf("busy@example.org")).toEqual({ isSent: false, isTriedAgain: true });
  expect(await listEvents(db, request.id)).toMatchObject([
    { kind: "undelivered", note: expect.stringContaining("gone@example.org") },
  ]);

  catcher.refused.clear();
  await deliverWhatIsDue(new Date(start.getTime() + 60_000));
  expect(await stateOf("busy@example.org")).toEqual({ isSent: true, isTriedAgain: false });
  expect(members.map(mailsTo)).toEqual([0, 1, 1]);
});

it("Of several recipients of one email, each that is refused gets one of their own: retried, or reported in the history", async () => {
  const request = await insertRequest(db, aNewRequest(), start);
  if (!request) throw new Error("not inserted");
  const to = { via: "email", toName: "Cai", toEmail: "cai@example.org", toUser: null } as const;
  await insertNotification(db, { key: "several", template: "received", ...to, requestId: request.id }, start);
  const cc = ["lost", "slow"].map((name) => ({ name, address: `${name}@example.org` }));
  const toSeveral: Mailer = { send: (mail) => mailer.send({ ...mail, cc }) };
  catcher.refused.set("lost@example.org", 550).set("slow@example.org", 451);
  await deliverWhatIsDue(start, toSeveral);
  await deliverWhatIsDue(start);
  expect(await listEvents(db, request.id)).toMatchObject([
    { kind: "undelivered", note: expect.stringContaining("lost@example.org") },
  ]);
  catcher.refused.clear();
  await deliverWhatIsDue(new Date(start.getTime() + 60_000));
  expect(["cai", "lost", "slow"].map((name) => mailsTo(`${name}@example.org`))).toEqual([1, 0, 1]);
});
