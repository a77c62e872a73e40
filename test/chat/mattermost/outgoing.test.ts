import { afterAll, expect, it } from "vitest";
import { AccessLostError, AwayError, BusyError, UnreachableError } from "../../../src/chat/chat.ts";
import { unpaced } from "../../../src/chat/pace.ts";
import { findChatPost } from "../../../src/db/chat-posts.ts";
import { newDatabase } from "../../new-database.ts";
import { campusWith, openChat } from "./open-chat.ts";

const database = await newDatabase();
const opened: { close(): Promise<void> }[] = [];
afterAll(async () => {
  await Promise.all(opened.map((one) => one.close()));
  await database.close();
});
async function open(...options: Parameters<typeof openChat> extends [unknown, ...infer Rest] ? Rest : never) {
  const chat = await openChat(database, ...options);
  opened.push(chat);
  return chat;
}

const hello = { title: "Hello", lines: [] };
const goodbye = { title: "Goodbye", lines: [] };

it.each([61, 200, 201, 400])(
  "All %i members of the admin channel are admins, and no one else",
  async (count) => {
    const { chat, server, user } = await open({}, { seed: campusWith(count - 3) });
    expect(server.adminChannel.members.size).toBe(count);
    const admins = await chat.listAdmins();
    expect(new Set(admins).size).toBe(count - 1);
    const last = `member${String(count - 4).padStart(3, "0")}`;
    expect(admins).toContain(user(last));
    expect(await chat.getUser(user(last))).toMatchObject({ isAdmin: true });
    expect(await chat.getUser(user("amy"))).toMatchObject({ isAdmin: false });
  },
);

it("Admins can be the members of a group, or listed by username or ID", async () => {
  const admins = { channelMembers: false, group: "acct-admins", users: ["noether"] };
  const { chat, server, user } = await open({ admins });
  expect(new Set(await chat.listAdmins())).toEqual(new Set(["ada", "grace", "noether"].map(user)));
  for (const name of ["ada", "noether"]) expect((await chat.getUser(user(name))).isAdmin).toBe(true);
  await expect(chat.checkAdminChannel()).resolves.toBeUndefined();
  server.faults.errors["GET /groups/:id/members"] = { status: 403, id: "api.context.permissions.app_error" };
  await expect(chat.listGroupMembers("mattermost:acct-admins")).resolves.toHaveLength(2);
});

it("A server that doesn't say who is an admin makes no one an admin, and everyone can keep working", async () => {
  const { chat, server, user } = await open();
  server.faults.errors["GET /channels/:id/members/:user"] = {
    status: 403,
    id: "api.context.permissions.app_error",
  };
  expect(await chat.getUser(user("ada"))).toMatchObject({
    membership: "member",
    isAdmin: false,
    isAdminUnknown: true,
  });
});

it("An address proves nothing unless the site says so", async () => {
  const { chat, user } = await open({ trustAddresses: false });
  expect(chat.verifiesAddresses).toBe(false);
  const amy = await chat.getUser(user("amy"));
  expect(amy).toMatchObject({ email: undefined, unverifiedEmail: "amy@example.org" });
  expect(await chat.findByEmail("amy@example.org")).toBeUndefined();
});

it.each([
  ["sign up with an address of their choice", { enableSignUpWithEmail: true }],
  ["sign up without an invitation", { enableOpenServer: true }],
])("An address proves nothing while anyone can %s, whatever the site says", async (_, settings) => {
  const { chat, user } = await open({}, { settings });
  const amy = await chat.getUser(user("amy"));
  expect(amy).toMatchObject({ email: undefined, unverifiedEmail: "amy@example.org" });
  expect(await chat.findByEmail("amy@example.org")).toBeUndefined();
});

it("A server that hides addresses and names doesn't make anyone disappear", async () => {
  const settings = { showEmailAddress: false, showFullName: false };
  const { chat, user } = await open({}, { settings });
  await expect(chat.findByEmail("amy@example.org")).rejects.toThrow(AccessLostError);
  expect(await chat.getUser(user("amy"))).toMatchObject({
    membership: "member",
    name: "amy",
    email: undefined,
    isEmailHidden: true,
  });
  const untrusting = await open({ trustAddresses: false }, { settings });
  expect(await untrusting.chat.getUser(untrusting.user("amy"))).toMatchObject({ entersEmail: true });
});

it("A rate limit holds back its kind of call, for as long as the server says", async () => {
  const held: [string, number][] = [];
  const pace = { ...unpaced, hold: async (method: string, forMs: number) => void held.push([method, forMs]) };
  const { chat, server, user } = await open({}, {}, pace);
  server.faults.rateLimit = { call: "POST /posts", calls: 1, resetSeconds: 7 };
  const posted = chat.post({ kind: "channel", id: chat.adminChannels[0] ?? "" }, hello, { key: "paced" });
  await expect(posted).rejects.toMatchObject({ name: "BusyError", waitMs: 7000 });
  expect(held).toEqual([["mattermost POST /posts", 7000]]);
  expect((await chat.getUser(user("amy"))).membership).toBe("member");
  await chat.post({ kind: "channel", id: chat.adminChannels[0] ?? "" }, hello, { key: "paced" });
  expect(server.messages("accounts", "ada")).toHaveLength(1);
});

it.each([
  ["moments later", 0],
  ["after the server has forgotten the call", 60_000],
])(
  "A message whose answer was lost is not posted again %s, and shows what is current",
  async (_, laterMs) => {
    let aheadMs = 0;
    const { chat, server, reopen } = await open({}, { now: () => Date.now() + aheadMs });
    const place = { kind: "channel", id: chat.adminChannels[0] ?? "" } as const;
    const key = `lost ${laterMs}`;
    server.faults.loseAnswers = { call: "POST /posts", calls: 1 };
    await expect(chat.post(place, hello, { key })).rejects.toThrow(AwayError);
    aheadMs = laterMs;
    const message = await reopen().post(place, goodbye, { key });
    const posts = server.messages("accounts", "ada");
    expect(posts).toHaveLength(1);
    expect(posts[0]?.message).toContain("Goodbye");
    expect(message).toContain(posts[0]?.id);
    expect((await findChatPost(database.db, message))?.updateAt).toBe(posts[0]?.updateAt);
  },
);

it("A message that can't be edited anymore is locked, and leads to the last one that was posted instead", async () => {
  const { chat, server, reopen, callsOf } = await open({}, { settings: { postEditTimeLimit: 0 } });
  const place = { kind: "channel", id: chat.adminChannels[0] ?? "" } as const;
  const first = await chat.post(place, hello);
  expect(await chat.update(first, goodbye)).toBe("locked");
  const second = await chat.post(place, goodbye, { replaces: first });
  const edits = callsOf("PUT /posts/:id/patch").length;
  expect(await reopen().update(first, goodbye)).toBe("locked");
  expect(callsOf("PUT /posts/:id/patch")).toHaveLength(edits);
  const third = await chat.post(place, goodbye, { replaces: second });
  for (const old of [first, second]) expect((await findChatPost(database.db, old))?.supersededBy).toBe(third);
  expect(server.messages("accounts", "ada")).toHaveLength(3);
});

it("Nothing is posted to a deactivated person, although the server would accept it", async () => {
  const { chat, user, callsOf } = await open();
  const posted = chat.post({ kind: "person", id: user("gerd") }, hello);
  await expect(posted).rejects.toThrow(UnreachableError);
  expect(callsOf("POST /posts")).toHaveLength(0);
});

it.each(["5.37.0", "11.7.0"] as const)(
  "A person with whom acct shares no team can't be reached on %s, if the server restricts direct messages",
  async (version) => {
    const { chat, user } = await open({}, { version, settings: { restrictDirectMessage: "team" } });
    const posted = chat.post({ kind: "person", id: user("otto") }, hello);
    await expect(posted).rejects.toThrow(UnreachableError);
    await chat.post({ kind: "person", id: user("amy") }, hello);
  },
);

it("A bot that was disabled with its owner is reported, and works again once it is enabled", async () => {
  const { chat, server, user, pass } = await open();
  await chat.ping();
  server.setActive("sysadmin", false);
  await expect(chat.ping()).rejects.toThrow(AccessLostError);
  const before = server.calls.length;
  await expect(chat.getUser(user("amy"))).rejects.toThrow(AccessLostError);
  await expect(chat.post({ kind: "person", id: user("amy") }, hello)).rejects.toThrow(AccessLostError);
  expect(server.calls).toHaveLength(before);
  server.setActive("acct", true);
  pass(31_000);
  await chat.ping();
  await chat.post({ kind: "person", id: user("amy") }, hello);
});

it("A bot that isn't in the admin channel can't reach it", async () => {
  const { chat, server } = await open();
  server.adminChannel.members.delete(server.bot.id);
  await expect(chat.checkAdminChannel()).rejects.toThrow(UnreachableError);
  await expect(chat.post({ kind: "channel", id: chat.adminChannels[0] ?? "" }, hello)).rejects.toThrow(
    UnreachableError,
  );
});

it("A post that the server is still saving is busy, not failed", async () => {
  const { chat, server } = await open();
  server.faults.errors["POST /posts"] = { status: 500, id: "api.post.deduplicate_create_post.pending" };
  const posted = chat.post({ kind: "channel", id: chat.adminChannels[0] ?? "" }, hello, { key: "saving" });
  await expect(posted).rejects.toThrow(BusyError);
});
