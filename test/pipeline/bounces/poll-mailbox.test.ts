import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import { LoginRejectedError } from "../../../src/credentials/login-guard.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { findCursor } from "../../../src/db/bounce-cursors.ts";
import { findNotificationByKey, insertNotification, recordSent } from "../../../src/db/notifications.ts";
import { insertRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { openLog } from "../../../src/log.ts";
import type { InboundMail } from "../../../src/mail/bounces/inbound.ts";
import type { Batch, Mailbox, Position } from "../../../src/mail/bounces/mailbox.ts";
import { startBounceLoop } from "../../../src/pipeline/bounces/bounce-loop.ts";
import { pollMailbox } from "../../../src/pipeline/bounces/poll-mailbox.ts";
import { mailToken } from "../../../src/pipeline/secrets/mail-token.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const START = new Date("2028-03-24T12:00:00Z");
const MINUTE = 60_000;
const keys = secretKeys(Buffer.alloc(32, 7));
let now = START;
let counted: string[] = [];
const stopping = new AbortController();
const deps = {
  db,
  secretKey: keys,
  adminChannels: ["slack:CADMINS"],
  now: () => now,
  log: openLog("silent"),
  counts: { inbound: (outcome: string) => void counted.push(outcome) },
  everyMs: MINUTE,
  signal: stopping.signal,
  announce: () => undefined,
};
const later = (ms: number) => {
  now = new Date(now.getTime() + ms);
};

/** A mailbox whose mails have the UIDs 1, 2, and so on, and which a test can break. */
function aMailbox() {
  const mails: InboundMail[] = [];
  const state = {
    name: randomUUID(),
    validity: "1",
    fails: undefined as Error | undefined,
    reads: [] as Position[],
  };
  const read = async (position: Position): Promise<Batch> => {
    state.reads.push(position);
    if (state.fails) throw state.fails;
    const after = position.validity === state.validity ? position.lastUid : 0;
    const all = mails.map((mail, index) => ({ uid: index + 1, mail })).filter(({ uid }) => uid > after);
    const next = all.slice(0, 2);
    return {
      validity: state.validity,
      mails: next,
      lastUid: next.at(-1)?.uid ?? after,
      hasMore: all.length > 2,
    };
  };
  const mailbox: Mailbox = { name: state.name, read, check: async () => "fine" };
  return { mails, state, mailbox };
}

async function aBounce() {
  const request = await insertRequest(db, aNewRequest(), now);
  if (!request) throw new Error("no request");
  const key = randomUUID();
  const to = { via: "email", toName: "Pat", toEmail: request.email, toUser: null } as const;
  await insertNotification(db, { key, template: "received", ...to, requestId: request.id }, now);
  const row = await findNotificationByKey(db, key);
  if (!row) throw new Error("no notification");
  await recordSent(db, row, now);
  const mail: InboundMail = {
    identity: randomUUID(),
    marks: { tokens: [mailToken(keys, row)], messageIds: [] },
    kind: "report",
    recipients: [{ action: "failed", address: request.email, status: "5.1.1", reason: "550 no" }],
  };
  const undelivered = async () =>
    (await listEvents(db, request.id)).filter(({ kind }) => kind === "undelivered").length;
  return { mail, row, undelivered };
}

const told = () => db.select().from(notifications).where(eq(notifications.template, "access-lost"));

beforeEach(() => {
  counted = [];
});
afterEach(() => later(24 * 60 * MINUTE));

it("Every mail acts once, batch after batch, and the next poll begins after the last one", async () => {
  const { mails, mailbox, state } = aMailbox();
  const bounces = await Promise.all([1, 2, 3, 4, 5].map(aBounce));
  mails.push(...bounces.map(({ mail }) => mail));
  await pollMailbox(mailbox, deps);
  expect(counted).toEqual(Array(5).fill("failed"));
  later(MINUTE);
  await pollMailbox(mailbox, deps);
  expect(state.reads.map(({ lastUid }) => lastUid)).toEqual([0, 2, 4, 5]);
  expect(await Promise.all(bounces.map(({ undelivered }) => undelivered()))).toEqual([1, 1, 1, 1, 1]);
});

it("Of several processes, one reads the mailbox each minute; after a minute, any may", async () => {
  const { mailbox, state } = aMailbox();
  await Promise.all([1, 2, 3, 4].map(() => pollMailbox(mailbox, deps)));
  expect(state.reads).toHaveLength(1);
  later(MINUTE);
  await Promise.all([1, 2].map(() => pollMailbox(mailbox, deps)));
  expect(state.reads).toHaveLength(2);
});

it("A mailbox that was made anew is read from its beginning, and nothing acts twice", async () => {
  const { mails, mailbox, state } = aMailbox();
  const [old, recent] = [await aBounce(), await aBounce()];
  mails.push(old.mail);
  await pollMailbox(mailbox, deps);
  state.validity = "2";
  mails.push(recent.mail);
  later(MINUTE);
  await pollMailbox(mailbox, deps);
  expect(counted).toEqual(["failed", "repeated", "failed"]);
  expect(await old.undelivered()).toBe(1);
});

it("A process that died after acting and before it moved the cursor leaves nothing to be done twice", async () => {
  const { mails, mailbox } = aMailbox();
  const bounce = await aBounce();
  mails.push(bounce.mail);
  await pollMailbox(mailbox, deps);
  await db.execute(`update bounce_cursors set last_uid = 0 where mailbox = '${mailbox.name}'`);
  later(MINUTE);
  await pollMailbox(mailbox, deps);
  expect(counted).toEqual(["failed", "repeated"]);
  expect(await bounce.undelivered()).toBe(1);
});

it("A bounce of an email that is being sent right now is read again, and what was before it isn't", async () => {
  const { mails, mailbox } = aMailbox();
  const [first, busy] = [await aBounce(), await aBounce()];
  mails.push(first.mail, busy.mail);
  const lease = (leaseToken: number | null) =>
    db.update(notifications).set({ leaseToken }).where(eq(notifications.id, busy.row.id));
  await lease(1);
  await pollMailbox(mailbox, deps);
  expect(await findCursor(db, mailbox.name)).toMatchObject({ lastUid: 1 });
  await lease(null);
  later(MINUTE);
  await pollMailbox(mailbox, deps);
  expect(counted).toEqual(["failed", "failed"]);
});

it("A failed poll changes nothing, and the next one that works goes on where the last one ended", async () => {
  const { mails, mailbox, state } = aMailbox();
  mails.push((await aBounce()).mail);
  await pollMailbox(mailbox, deps);
  state.fails = new Failure("imap.example.org has closed the connection");
  later(MINUTE);
  await pollMailbox(mailbox, deps);
  expect(await findCursor(db, mailbox.name)).toMatchObject({
    lastUid: 1,
    problem: state.fails.message,
    failingSince: now,
  });
  state.fails = undefined;
  mails.push((await aBounce()).mail);
  later(MINUTE);
  await pollMailbox(mailbox, deps);
  expect(counted).toEqual(["failed", "failed"]);
  expect(await findCursor(db, mailbox.name)).toMatchObject({ lastUid: 2, problem: null, failingSince: null });
});

it("The admins are told at once, and once a day, that the login is rejected, and of an outage after an hour", async () => {
  const { mailbox, state } = aMailbox();
  const before = (await told()).length;
  state.fails = new LoginRejectedError("imap.example.org rejects acct's login");
  for (let i = 0; i < 3; i++) {
    await pollMailbox(mailbox, deps);
    later(MINUTE);
  }
  expect(await told()).toHaveLength(before + 1);
  const other = aMailbox();
  other.state.fails = new Failure("imap.example.org doesn't respond");
  for (let i = 0; i < 60; i++) {
    await pollMailbox(other.mailbox, deps);
    later(MINUTE);
  }
  expect(await told()).toHaveLength(before + 1);
  await pollMailbox(other.mailbox, deps);
  expect(await told()).toHaveLength(before + 2);
});

it("Stopping ends a poll whose server doesn't respond, and reports nothing", async () => {
  const { mailbox, state } = aMailbox();
  const hanging: Mailbox = {
    ...mailbox,
    read: (_position, _deadlineMs, signal) =>
      new Promise((_, reject) => {
        state.reads.push({ validity: null, lastUid: 0 });
        signal?.addEventListener("abort", () => reject(new Failure("acct is stopping")));
      }),
  };
  const loop = startBounceLoop(hanging, deps);
  await expect.poll(() => state.reads).toHaveLength(1);
  await loop.stop();
  expect(await findCursor(db, mailbox.name)).toMatchObject({ problem: null });
});
