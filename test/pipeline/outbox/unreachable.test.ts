import { afterAll, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import { type Chat, UnreachableError } from "../../../src/chat/chat.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { listLinksOf } from "../../../src/db/chat-links.ts";
import { leaseDue } from "../../../src/db/leases.ts";
import { insertNotification } from "../../../src/db/notifications.ts";
import { findPersonById } from "../../../src/db/people.ts";
import { insertRequest, listEvents } from "../../../src/db/requests.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { views } from "../../../src/db/tables/views.ts";
import { openLog } from "../../../src/log.ts";
import { linkMessages } from "../../../src/pipeline/links/link-messages.ts";
import { proposeLink } from "../../../src/pipeline/links/propose-link.ts";
import { toRequester } from "../../../src/pipeline/outbox/recipients.ts";
import { sendNotification } from "../../../src/pipeline/outbox/send-notification.ts";
import { showCard } from "../../../src/pipeline/outbox/show-card.ts";
import type { Rules } from "../../../src/pipeline/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const now = () => new Date("2028-03-24T12:00:00Z");
/** A chat in which everyone can be looked up, but no one can be sent a message. */
const chat = {
  adminChannels: ["slack:C1"],
  post: (place: string) =>
    Promise.reject(new UnreachableError(`nothing is posted in ${place}`, "cannot_dm_bot")),
  getUser: async (user: string) => ({ user, membership: "member" }),
  find: async () => undefined,
} as unknown as Chat;
const mails: { to: { address: string } }[] = [];
const mailer = {
  send: async (mail: { to: { address: string } }) => {
    mails.push(mail);
    return { refused: [] };
  },
};
const rules = {
  adminChannels: ["slack:C1"],
  publicUrl: "https://accounts.example.org",
  site: { name: "Campus", helpAddress: "help@example.org", timeZone: "Europe/Berlin", language: "en" },
  pages: { accent: { light: "#1f5fbf", dark: "#7fb0ff" } },
  times: { expireAfter: 30 * 86_400_000 },
} as unknown as Rules;
const shared = {
  db,
  chat,
  now,
  rules,
  log: openLog("silent"),
  announce: () => undefined,
  givesUp: () => false,
};
const sendDeps = { ...shared, mailer, secretKey: secretKeys(Buffer.alloc(32, 7)) };

async function aRequest(but: Partial<Request> = {}): Promise<Request> {
  const request = await insertRequest(db, aNewRequest(but), now());
  if (!request) throw new Error("not inserted");
  return request;
}

async function deliverAllDue(): Promise<void> {
  for (;;) {
    const due = await leaseDue(db, notifications, { by: 1, now: now(), leaseMs: 1000, limit: 10 });
    if (due.length === 0) return;
    for (const message of due) await sendNotification(message, sendDeps);
  }
}

it("A requester whose direct messages the chat rejects gets the message by email", async () => {
  const request = await aRequest({ email: "dm@example.org", requesterUser: "slack:UDM" });
  await insertNotification(db, { ...toRequester(request, "approved"), requestId: request.id }, now());
  await deliverAllDue();
  expect(mails.map(({ to }) => to.address)).toEqual(["dm@example.org"]);
});

it("A message that may only go through the chat is given up, and the admins are told", async () => {
  const request = await aRequest({ email: "only@example.org", requesterUser: "slack:UONLY" });
  await insertNotification(
    db,
    { ...toRequester(request, "new-password", {}, "chat"), requestId: request.id },
    now(),
  );
  await deliverAllDue();
  expect(mails.map(({ to }) => to.address)).not.toContain("only@example.org");
  expect((await listEvents(db, request.id)).map(({ kind }) => kind)).toEqual(["undelivered"]);
  const told = (await db.select().from(notifications)).filter(
    ({ template, requestId }) => template === "needs-attention" && requestId === request.id,
  );
  expect(told).toMatchObject([{ via: "channel", toUser: "slack:C1" }]);
});

it("A PI whose direct messages the chat rejects is asked by email", async () => {
  const request = await aRequest({
    email: "asks@example.org",
    piUser: "slack:UPI",
    piEmail: "pi@example.org",
    piName: "Prof. Bo",
    stage: "await-pi",
  });
  const [card] = await db
    .insert(views)
    .values({ requestId: request.id, audience: "pi", place: "slack:UPI", wantedVersion: 1 })
    .returning();
  if (!card) throw new Error("not inserted");
  await showCard(card, { ...shared, digestAbove: 10 });
  await showCard(card, { ...shared, digestAbove: 10 });
  const asked = (await db.select().from(notifications)).filter(({ requestId }) => requestId === request.id);
  expect(asked).toMatchObject([{ template: "pi-approval", via: "email", toEmail: "pi@example.org" }]);
});

it("An admin who proposed a link hears that the person can't be asked, and can propose it again", async () => {
  const { account } = await anAccount(db, "unasked");
  const person = await findPersonById(db, account.personId);
  if (!person) throw new Error("There is no such person");
  const named = { getUser: async (user: string) => ({ user, name: "Una Asked", membership: "member" }) };
  const deps = { db, now, chat: { ...chat, ...named } as unknown as Chat };
  const ada = { id: "slack:UADA", name: "Ada Okafor" };
  expect(await proposeLink(person, "slack:UNA", ada, deps)).toBeUndefined();
  const readable = { ...sendDeps, chat: { ...deps.chat, post: chat.post } };
  for (const message of await leaseDue(db, notifications, { by: 1, now: now(), leaseMs: 1000, limit: 10 }))
    await sendNotification(message, readable);
  const told = (await db.select().from(notifications)).filter(({ template }) => template === "undelivered");
  expect(told).toMatchObject([{ via: "chat", toUser: ada.id }]);
  // Nothing waits for an answer that can't come.
  expect(await listLinksOf(db, "slack:UNA")).toMatchObject([{ state: "declined" }]);
  expect(await proposeLink(person, "slack:UNA", ada, deps)).toBeUndefined();
});

it("The admin channel hears of any other message without a request that reaches no one, once a day for each cause", async () => {
  for (const n of [1, 2]) {
    const [message] = linkMessages("account-linked", `occasion ${n}`, { label: "amy", person: "Amy" }, [
      { name: "Zed Zorn", user: `slack:UZ${n}` },
    ]);
    if (message) await insertNotification(db, message, now());
  }
  await deliverAllDue();
  const told = (await db.select().from(notifications)).filter(
    ({ template, via }) => template === "undelivered" && via === "channel",
  );
  expect(told).toMatchObject([
    { toUser: "slack:C1", data: { message: "account-linked", person: "Zed Zorn" } },
  ]);
});
