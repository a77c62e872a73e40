import { afterAll, expect, it } from "vitest";
import { bothChats } from "../../src/chat/both-chats.ts";
import type { Actor } from "../../src/chat/chat.ts";
import { chatsInUse } from "../../src/chat/chats-in-use.ts";
import { importLinks } from "../../src/commands/import-links.ts";
import { activateChatLink, listLinksOf, noteUse } from "../../src/db/chat-links.ts";
import { saveDelegation } from "../../src/db/delegations.ts";
import { leaseDue } from "../../src/db/leases.ts";
import { moveAdminViews } from "../../src/db/move-views.ts";
import { insertNotification } from "../../src/db/notifications.ts";
import { emailIdentity, findPersonBy } from "../../src/db/people.ts";
import { notifications } from "../../src/db/tables/notifications.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { views } from "../../src/db/tables/views.ts";
import { approve } from "../../src/handlers/actions/approve.ts";
import { listRequests } from "../../src/handlers/actions/list-requests.ts";
import { showHome } from "../../src/handlers/actions/show-home.ts";
import { resolvePi } from "../../src/handlers/resolve-pi.ts";
import { runHandler } from "../../src/handlers/run-handler.ts";
import { openLog } from "../../src/log.ts";
import { denySender, hasProvenAddress } from "../../src/pipeline/checks/requester.ts";
import { toAdminChannel } from "../../src/pipeline/outbox/recipients.ts";
import { sendNotification } from "../../src/pipeline/outbox/send-notification.ts";
import { showCard } from "../../src/pipeline/outbox/show-card.ts";
import { awaitPi } from "../../src/pipeline/stages/await-pi.ts";
import { anApproval } from "../a-request.ts";
import { forAdmin, forPi } from "../handlers/a-stored-request.ts";
import { ada, anInteraction, bo } from "../handlers/an-interaction.ts";
import { newDesk } from "../handlers/desk.ts";
import { inMemoryChat } from "../in-memory/in-memory-chat.ts";
import { later } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";

const CHANNELS = ["slack:CADMINS", "mattermost:CADMINS"];
const desk = await newDesk({ adminChannels: CHANNELS });
afterAll(() => desk.close());

const { db } = desk.context;
const [slack, mattermost] = [desk.context.chat, inMemoryChat("mattermost")];
mattermost.verifiesAddresses = false;
const eva = mattermost.addPerson("Eva Engel", { isAdmin: true });
const context = {
  ...desk.context,
  chat: bothChats([slack, mattermost], { log: openLog("silent"), retryMs: 10 }),
};
const shown = { ...context, log: openLog("silent"), givesUp: () => false, announce: () => undefined };

const press = (actor: Actor, subject: Request) =>
  runHandler(approve, anInteraction(actor, { subject }), context);

/** Shows every card that is due. */
async function showCards() {
  const due = await leaseDue(db, views, { by: 1, now: context.now(), leaseMs: 60_000, limit: 100 });
  for (const card of due) await showCard(card, { ...shown, digestAbove: 100 }).catch(() => undefined);
}

/** Sends every message that is due. Those to a chat that is away stay due. */
async function deliver() {
  const due = await leaseDue(db, notifications, { by: 1, now: context.now(), leaseMs: 60_000, limit: 100 });
  const mailer = { send: async () => ({ refused: [] }) };
  for (const message of due) await sendNotification(message, { ...shown, mailer });
}

const cardsIn = (chat: typeof slack, id: number) =>
  [...chat.messages.values()].filter(({ shown }) => JSON.stringify(shown).includes(`"id":${id}`));

async function aCardInEach() {
  const request = await desk.store(forAdmin);
  await db.insert(views).values(
    CHANNELS.map((place) => ({
      requestId: request.id,
      audience: "admin" as const,
      place,
      wantedVersion: request.version,
      runAt: context.now(),
    })),
  );
  await showCards();
  return request;
}

it("A request has one card in each admin channel. Who decides in one settles both, and the second reads who decided", async () => {
  const request = await aCardInEach();
  const cards = [slack, mattermost].flatMap((chat) => cardsIn(chat, request.id));
  expect(cards.map(({ place }) => place.id)).toEqual(CHANNELS);
  const before = cards.map(({ shown }) => JSON.stringify(shown));

  await press(eva, request);
  await showCards();
  const after = cards.map(({ shown }) => JSON.stringify(shown));
  expect(after[0]).not.toBe(before[0]);
  expect(after[1]).not.toBe(before[1]);
  for (const card of after) expect(card).toContain("Eva Engel");
  expect(JSON.stringify(await press(ada, request))).toContain("Eva Engel");
  expect((await desk.recordOf(request)).events).toEqual([`approved by ${eva.user}`]);
});

it("Admins read a message in each channel, once. While one chat is away, the other gets its own, and the first gets it later", async () => {
  const request = await desk.store(forAdmin);
  const message = { ...toAdminChannel(request, CHANNELS, "Please look."), requestId: request.id };
  for (const _ of [1, 2]) await insertNotification(db, message, context.now());
  mattermost.isAway = true;
  await deliver();
  const texts = (chat: typeof slack) =>
    [...chat.messages.values()].filter(({ shown }) => JSON.stringify(shown).includes("Please look."));
  expect([texts(slack).length, texts(mattermost).length]).toEqual([1, 0]);
  mattermost.isAway = false;
  desk.context.setClock(later(60 * 60_000));
  await deliver();
  expect([texts(slack).length, texts(mattermost).length]).toEqual([1, 1]);
});

it("A site that adds a chat gets the cards of its open requests there, and one that leaves a chat has them in the other", async () => {
  const request = await desk.store(forAdmin);
  const card = {
    requestId: request.id,
    audience: "admin",
    place: "slack:CADMINS",
    wantedVersion: 1,
  } as const;
  await db.insert(views).values(card);
  for (const _ of [1, 2]) await moveAdminViews(db, CHANNELS, context.now());
  const places = async () => (await desk.recordOf(request)).views.toSorted();
  expect(await places()).toEqual(["admin in mattermost:CADMINS", "admin in slack:CADMINS"]);
  await moveAdminViews(db, ["mattermost:CADMINS"], context.now());
  const moved = await desk.database.query<{ to: string }>(
    "select moved_to as to from views where request_id = $1 and place = 'slack:CADMINS'",
    [request.id],
  );
  expect(moved).toEqual([{ to: "mattermost:CADMINS" }]);
  await moveAdminViews(db, CHANNELS, context.now());
});

/** A person whom acct knows in both chats. */
async function someoneInBoth(username: string, but: Partial<Actor> = {}) {
  const { account } = await anAccount(db, username);
  const person = await findPersonBy(db, emailIdentity(account.email));
  if (!person) throw new Error("not registered");
  const users = [slack, mattermost].map((chat) =>
    chat.addPerson(username, { email: undefined, givenName: username, ...but }),
  );
  for (const { user } of users)
    await activateChatLink(db, person.id, user, { verifiedBy: "link", now: context.now() });
  const [inSlack, inMattermost] = users;
  if (!inSlack || !inMattermost) throw new Error("two chats");
  return { inSlack, inMattermost, email: account.email };
}

it("A person in both chats gets a message once, in the one that they used last", async () => {
  const { inSlack, inMattermost } = await someoneInBoth("kim");
  const told = async (key: string) => {
    const to = { via: "chat", toName: "Kim", toEmail: null, toUser: inSlack.user } as const;
    const data = { why: key };
    await insertNotification(db, { key, template: "channel-shared", ...to, data }, context.now());
    await deliver();
    return [slack, mattermost].flatMap((chat) =>
      [...chat.messages.values()]
        .filter(({ shown }) => JSON.stringify(shown).includes(key))
        .map(({ place }) => place.id),
    );
  };
  expect(await told("first-message")).toEqual([inSlack.user]);
  await noteUse(db, inMattermost.user, later(61 * 60_000));
  expect(await told("second-message")).toEqual([inMattermost.user]);
  await noteUse(db, inSlack.user, later(62 * 60_000));
  expect(await told("third-message")).toEqual([inSlack.user]);
});

it("A person in both chats is one person: a PI answers in either, and no admin decides on their own request from the other", async () => {
  const pi = await someoneInBoth("lee");
  const asked = await desk.store({ ...forPi, piUser: pi.inSlack.user });
  await press(pi.inMattermost, asked);
  expect((await desk.recordOf(asked)).events).toEqual([`approved by ${pi.inMattermost.user}`]);

  const admin = await someoneInBoth("max", { isAdmin: true });
  const own = await desk.store({ ...forAdmin, requesterUser: admin.inSlack.user });
  const reply = await desk.expectNoTrace(() => press(admin.inMattermost, own));
  expect(reply.kind).toBe("message");
});

it("A person in both chats finds what is theirs in either: what waits for them, their requests, and their delegates", async () => {
  const pi = await someoneInBoth("ida");
  const asked = await desk.store({ ...forPi, piUser: pi.inSlack.user });
  const own = await desk.store({ ...forAdmin, requesterUser: pi.inSlack.user });
  const delegation = {
    delegateUser: bo.user,
    delegateName: "Bo Delegate",
    until: null,
    createdAt: context.now(),
  };
  await saveDelegation(db, { piUser: pi.inSlack.user, ...delegation });
  const home = JSON.stringify(await runHandler(showHome, anInteraction(pi.inMattermost), context));
  for (const shown of [`${asked.id} · `, `"id":${own.id}`, "Bo Delegate"]) expect(home).toContain(shown);
  const list = await runHandler(listRequests, anInteraction(pi.inMattermost), context);
  for (const { id } of [asked, own]) expect(JSON.stringify(list)).toContain(`${id} · `);
});

it("No one is asked to decide on the request that they made in the other chat", async () => {
  const pi = await someoneInBoth("uma");
  await noteUse(db, pi.inMattermost.user, later(63 * 60_000));
  const own = { requesterUser: pi.inSlack.user, email: "uma.private@example.org", approvals: [anApproval()] };
  const request = await desk.store({ ...forPi, ...own, piEmail: pi.email, piUser: null });
  expect(await awaitPi.run(request, context)).toMatchObject({ kind: "wait", facts: { piUser: null } });
  const named = `@${pi.inMattermost.user}`;
  await expect(resolvePi(named, request, context)).rejects.toThrow("is the requester");
});

it("People are looked up by address only where addresses prove something, and a chat that is away stops no one in the other", async () => {
  mattermost.isAway = true;
  expect(await context.chat.findByEmail("bo@example.org")).toMatchObject({ user: bo.user });
  expect(await context.chat.getUser(bo.user)).toMatchObject({ name: bo.name });
  await expect(context.chat.listAdmins()).rejects.toThrow();
  mattermost.isAway = false;
  expect(await context.chat.listAdmins()).toEqual(expect.arrayContaining([ada.user, eva.user]));
  expect(await context.chat.findByEmail("eva@example.org")).toBeUndefined();
});

it("`acct person link --import` links everyone in a file, says which rows it can't use, and writes nothing in a dry run", async () => {
  const { account } = await anAccount(db, "nia");
  await anAccount(db, "ola");
  const nia = mattermost.addPerson("Nia New");
  const before = slack.addPerson("Nia Old");
  const file = [
    "person,user",
    `nia,${nia.user}`,
    "nobody,mattermost:UNOBODY",
    `ola,${nia.user}`,
    `ola,irc:ola`,
    `${account.email},${before.user}`,
  ].join("\n");
  const run = async (dryRun: boolean) => {
    const found = [];
    for await (const one of importLinks(file, { by: { id: "command-line:op", name: "op" }, dryRun }, context))
      found.push(`${one.line} ${one.outcome}`);
    return found;
  };
  const rows = ["2 linked", "3 failed", "4 failed", "5 failed", "6 linked"];
  expect(await run(true)).toEqual(rows);
  expect(await listLinksOf(db, nia.user)).toEqual([]);
  expect(await run(false)).toEqual(rows);
  expect(await listLinksOf(db, nia.user)).toMatchObject([{ state: "active", verifiedBy: "file" }]);
  expect((await run(false))[0]).toBe("2 kept");
});

it("A chat that rejects acct's login doesn't keep acct out of the other one, and is tried again until it accepts it", async () => {
  const handle = async () => ({ kind: "none" }) as const;
  const inbox = { keeps: () => false, keep: async () => "kept" as const, finish: async () => undefined };
  mattermost.isLoginRejected = true;
  slack.isLoginRejected = true;
  await expect(context.chat.start(handle, inbox)).rejects.toThrow("login");
  slack.isLoginRejected = false;
  await context.chat.start(handle, inbox);
  expect([slack.isStarted, mattermost.isStarted]).toEqual([true, false]);
  mattermost.isLoginRejected = false;
  await expect.poll(() => mattermost.isStarted).toBe(true);
  await context.chat.stop();
  expect([slack.isStarted, mattermost.isStarted]).toEqual([false, false]);
});

it("An address proves who someone is only in the chat that verifies it, whatever the other chat does", async () => {
  const address = "una@example.org";
  const users = [slack, mattermost].map((chat) => chat.addPerson("Una Ude", { email: address }).user);
  const proven = users.map((requesterUser) => hasProvenAddress({ requesterUser, email: address }, context));
  expect(await Promise.all(proven)).toEqual([true, false]);

  slack.people.delete(users[0] ?? "");
  const chosen = { piEmail: address, piUser: users[1] ?? null, approvals: [anApproval()] };
  const asked = await awaitPi.run(await desk.store({ ...forPi, ...chosen }), context);
  expect(asked).toMatchObject({ kind: "wait", facts: { piUser: null } });
});

it("After a site leaves a chat, nothing waits for the people there: PIs are asked by email, and the rest goes where they are now", async () => {
  const left = {
    ...context,
    chat: chatsInUse(mattermost),
    rules: { ...context.rules, adminChannels: mattermost.adminChannels },
  };
  const now = context.now();
  const request = await desk.store({ ...forPi, piUser: bo.user, piEmail: "bo@example.org" });
  const about = { requestId: request.id, wantedVersion: request.version, runAt: now };
  await db.insert(views).values({ ...about, audience: "pi", place: bo.user });
  for (const card of await leaseDue(db, views, { by: 1, now, leaseMs: 60_000, limit: 100 }))
    await showCard(card, { ...shown, ...left, digestAbove: 100 });
  const [card] = await desk.database.query(
    "select problem, run_at from views where request_id = $1 and audience = 'pi'",
    [request.id],
  );
  expect(card).toEqual({ problem: null, run_at: null });
  const sent = await desk.database.query(
    "select via from notifications where request_id = $1 and template = 'pi-approval'",
    [request.id],
  );
  expect(sent).toEqual([{ via: "email" }]);

  const { inSlack, inMattermost } = await someoneInBoth("pat");
  const to = { via: "chat", toName: "Pat", toEmail: null, toUser: inSlack.user } as const;
  await insertNotification(
    db,
    { key: "to-pat", template: "channel-shared", ...to, data: { why: "to-pat" } },
    now,
  );
  const toChannel = { ...to, via: "channel", toUser: "slack:CADMINS" } as const;
  await insertNotification(
    db,
    { key: "to-all", template: "channel-shared", ...toChannel, data: { why: "to-all" } },
    now,
  );
  const mailer = { send: async () => ({ refused: [] }) };
  for (const one of await leaseDue(db, notifications, { by: 1, now, leaseMs: 60_000, limit: 100 }))
    await sendNotification(one, { ...shown, ...left, mailer });
  const placeOf = (text: string) =>
    [...mattermost.messages.values()].find((one) => JSON.stringify(one.shown).includes(text))?.place.id;
  expect([placeOf("to-pat"), placeOf("to-all")]).toEqual([inMattermost.user, "mattermost:CADMINS"]);

  expect(await denySender({ ...request, requesterUser: "slack:UNOBODY" }, left)).toBeDefined();
});
