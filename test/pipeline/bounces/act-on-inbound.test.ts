import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { findNotificationByKey, insertNotification, recordSent } from "../../../src/db/notifications.ts";
import { insertRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import type { InboundMail, ReportedRecipient } from "../../../src/mail/bounces/inbound.ts";
import { actOnInbound, type FoundReply } from "../../../src/pipeline/bounces/act-on-inbound.ts";
import { mailToken } from "../../../src/pipeline/secrets/mail-token.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const start = new Date("2028-03-24T12:00:00Z");
const keys = secretKeys(Buffer.alloc(32, 7));
const replies: FoundReply[] = [];
const deps = {
  db,
  secretKey: keys,
  adminChannels: ["slack:CADMINS"],
  now: () => start,
  onReply: async (reply: FoundReply) => void replies.push(reply),
};

let count = 0;

/** An email that a mail server has taken, about a request or not. */
async function sent({
  about = true,
  to = `p${++count}@campus.example`,
  template = "received" as string,
} = {}) {
  const request = about
    ? await insertRequest(db, aNewRequest({ email: to.toLowerCase() }), start)
    : undefined;
  const key = `test:${randomUUID()}`;
  const message = {
    key,
    template,
    via: "email",
    toName: "Pat",
    toEmail: to,
    toUser: null,
  } as never as Parameters<typeof insertNotification>[1];
  await insertNotification(db, { ...message, ...(request ? { requestId: request.id } : {}) }, start);
  const row = await findNotificationByKey(db, key);
  if (!row) throw new Error("no notification");
  await recordSent(db, row, start);
  return { row, to, requestId: request?.id ?? 0, token: mailToken(keys, row) };
}

const failed = (address: string | undefined, more: Partial<ReportedRecipient> = {}): ReportedRecipient => ({
  ...{ action: "failed", address, status: "5.1.1", reason: "550 5.1.1 no such user" },
  ...more,
});
const report = (
  marks: Partial<InboundMail["marks"]>,
  recipients: readonly ReportedRecipient[],
  identity: string = randomUUID(),
): InboundMail => ({ identity, marks: { tokens: [], messageIds: [], ...marks }, kind: "report", recipients });
const eventsOf = async (requestId: number) =>
  (await listEvents(db, requestId)).map(({ kind, note, detail }) => ({ kind, note, detail }));
const kindsOf = async (requestId: number) => (await eventsOf(requestId)).map(({ kind }) => kind);
const rowOf = async ({ row }: { row: { id: number } }) =>
  (await db.select().from(notifications).where(eq(notifications.id, row.id)))[0];
const told = async (template: string) =>
  (
    await db
      .select()
      .from(notifications)
      .where(eq(notifications.template, template as never))
  ).length;

it("A failure is found by the token, and becomes an undelivered email that can be sent again", async () => {
  const mail = await sent();
  expect(await actOnInbound(report({ tokens: [mail.token] }, [failed(mail.to)]), deps)).toBe("failed");
  expect(await kindsOf(mail.requestId)).toEqual(["undelivered"]);
  expect(await rowOf(mail)).toMatchObject({
    sentAt: null,
    runAt: null,
    problem: expect.stringContaining("no such user"),
  });
});

it("A failure is found by the Message-ID if no token is left", async () => {
  const mail = await sent();
  const messageIds = ["someone@else.example", `received.${mail.row.mark}.acct@accounts.example.org`];
  expect(await actOnInbound(report({ messageIds }, [failed(mail.to)]), deps)).toBe("failed");
  expect(await kindsOf(mail.requestId)).toEqual(["undelivered"]);
});

it("A token still counts after the secret key was changed, while the old one is configured", async () => {
  const mail = await sent();
  const renewed = secretKeys(Buffer.alloc(32, 8), Buffer.alloc(32, 7));
  const mailed = report({ tokens: [mail.token] }, [failed(mail.to)]);
  expect(await actOnInbound(mailed, { ...deps, secretKey: secretKeys(Buffer.alloc(32, 8)) })).toBe("forged");
  expect(await actOnInbound(mailed, { ...deps, secretKey: renewed })).toBe("failed");
});

it("What anyone could write is ignored: another email's token, a changed one, a Message-ID of no email, and nothing at all", async () => {
  const mail = await sent();
  const other = await sent();
  const swapped = `${mail.row.id.toString(36)}-${other.token.split("-")[1]}`;
  for (const marks of [
    { tokens: [swapped] },
    { tokens: [`${mail.token.slice(0, -1)}${mail.token.endsWith("0") ? "1" : "0"}`] },
    { tokens: ["zzzzzzzzz-0123456789abcdefghijklmnop"] },
    { messageIds: [`received.${randomUUID()}.acct@accounts.example.org`, "received.x'.acct@x"] },
    {},
  ])
    expect(await actOnInbound(report(marks, [failed(mail.to)]), deps)).toBe("forged");
  expect(await kindsOf(mail.requestId)).toEqual([]);
  expect(await rowOf(mail)).toMatchObject({ sentAt: start, problem: null });
});

it("Only a failure is on the card: a delay is one line, however often it is reported, and the rest nothing", async () => {
  const mail = await sent();
  const say = (action: ReportedRecipient["action"]) =>
    actOnInbound(report({ tokens: [mail.token] }, [failed(mail.to, { action })]), deps);
  expect(await say("delayed")).toBe("delayed");
  expect(await say("delayed")).toBe("repeated");
  for (const action of ["delivered", "relayed", "expanded"] as const) expect(await say(action)).toBe("noted");
  expect(await kindsOf(mail.requestId)).toEqual(["mail-delayed"]);
  expect(await rowOf(mail)).toMatchObject({ sentAt: start, problem: null });
});

it("Of two recipients of whom one failed, the one that failed is named", async () => {
  const mail = await sent({ to: "list@campus.example" });
  const recipients = [failed("fine@campus.example", { action: "delivered" }), failed("gone@else.example")];
  expect(await actOnInbound(report({ tokens: [mail.token] }, recipients), deps)).toBe("failed");
  const [event] = await eventsOf(mail.requestId);
  expect(event?.note).toContain("gone@else.example");
  expect(event?.note).not.toContain("fine@campus.example");
});

it("A bounce acts once, however often and however many ways it comes, and one after another sending acts again", async () => {
  const mail = await sent();
  const bounce = report({ tokens: [mail.token] }, [failed(mail.to)], "the-same");
  expect(await Promise.all([1, 2, 3].map(() => actOnInbound(bounce, deps)))).toContain("failed");
  expect(
    await actOnInbound(
      { ...bounce, marks: { tokens: [], messageIds: [`received.${mail.row.mark}.acct@x.example`] } },
      deps,
    ),
  ).toBe("repeated");
  expect(await kindsOf(mail.requestId)).toEqual(["undelivered"]);
  await recordSent(db, mail.row, start);
  expect(await actOnInbound(bounce, deps)).toBe("repeated");
  expect(await rowOf(mail)).toMatchObject({ sentAt: start });
  expect(await actOnInbound(report({ tokens: [mail.token] }, [failed(mail.to)]), deps)).toBe("failed");
  expect(await kindsOf(mail.requestId)).toEqual(["undelivered", "undelivered"]);
});

it("A bounce of an email that is being sent right now waits until that is recorded", async () => {
  const mail = await sent();
  await db.update(notifications).set({ leaseToken: 1, leaseBy: 1 }).where(eq(notifications.id, mail.row.id));
  const bounce = report({ tokens: [mail.token] }, [failed(mail.to)]);
  expect(await actOnInbound(bounce, deps)).toBe("sending");
  await db
    .update(notifications)
    .set({ leaseToken: null, leaseBy: null })
    .where(eq(notifications.id, mail.row.id));
  expect(await actOnInbound(bounce, deps)).toBe("failed");
});

it.each([
  ["5.1.1", true],
  ["5.1.10", true],
  ["5.2.1", true],
  ["5.2.2", false],
  ["5.7.1", false],
  ["5.1.8", false],
  ["", false],
])(
  "After a failure with status %s, the card says that the requester's address is dead: %s",
  async (status, isDead) => {
    const mail = await sent();
    await actOnInbound(report({ tokens: [mail.token] }, [failed(mail.to, { status })]), deps);
    const [event] = await eventsOf(mail.requestId);
    expect(event?.detail.deadAddress).toBe(isDead ? mail.to : undefined);
  },
);

it("A bounce of an email that is about no request is told to the admins", async () => {
  const mail = await sent({ about: false, template: "confirm-reset" });
  const before = await told("undelivered");
  expect(
    await actOnInbound(
      report({ tokens: [mail.token] }, [failed(mail.to, { reason: "550 unlike any other" })]),
      deps,
    ),
  ).toBe("failed");
  expect(await told("undelivered")).toBe(before + 1);
  expect(await rowOf(mail)).toMatchObject({
    sentAt: null,
    problem: expect.stringContaining("unlike any other"),
  });
});

it("The admins are told once of what many emails come back for", async () => {
  const reason = "550 5.7.1 blocked by the list of bad hosts";
  const before = await told("needs-attention");
  for (let i = 0; i < 3; i++) {
    const mail = await sent();
    await actOnInbound(
      report({ tokens: [mail.token] }, [failed(mail.to, { reason, status: "5.7.1" })]),
      deps,
    );
  }
  expect(await told("needs-attention")).toBe(before + 1);
});

it("A reply is handed on with the email that it answers, and changes nothing", async () => {
  const mail = await sent();
  const reply: InboundMail = {
    ...{ identity: "r", marks: { tokens: [mail.token], messageIds: [] } },
    ...{ kind: "reply", subject: "[example.org #12] AutoReply", from: "help@example.org", text: "Ticket 12" },
  };
  expect(await actOnInbound(reply, deps)).toBe("reply");
  expect(replies).toMatchObject([
    {
      token: mail.token,
      subject: reply.subject,
      from: "help@example.org",
      text: "Ticket 12",
      notification: { id: mail.row.id },
    },
  ]);
  expect(await kindsOf(mail.requestId)).toEqual([]);
});

it("A reason with control characters, or of any length, is one short line in the history", async () => {
  const mail = await sent();
  await actOnInbound(report({ tokens: [mail.token] }, [failed(`x\0\u202e@${"y".repeat(5000)}`)]), deps);
  const [event] = await eventsOf(mail.requestId);
  expect(event?.note.length).toBeLessThan(700);
});
