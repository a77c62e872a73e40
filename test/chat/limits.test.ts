import { afterAll, expect, it } from "vitest";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../dev/sandbox/campus.ts";
import { startSandbox } from "../../dev/sandbox/start-sandbox.ts";
import { BusyError } from "../../src/chat/chat.ts";
import { type Slack, slack } from "../../src/chat/slack/slack.ts";
import { noGuards } from "../../src/credentials/login-guard.ts";
import { forgetPace } from "../../src/db/chat-pace.ts";
import { openDatabase } from "../../src/db/client.ts";
import { openLog } from "../../src/log.ts";
import { sharedPace } from "../../src/pipeline/outbox/shared-pace.ts";
import { manifest } from "../dev/sandbox/a-workspace.ts";
import { newDatabase } from "../new-database.ts";

/* Slack's rate limits apply to all processes of acct together. */

const database = await newDatabase();
const sandbox = await startSandbox({ manifest });
afterAll(() => Promise.all([sandbox.stop(), database.close()]));

const log = openLog("silent");
/** Creates the Slack client of one process. */
function aChat(messagesPerMinute: number, db = database.db): Slack {
  const { workspace, apiUrl } = sandbox;
  const config = {
    mode: "http" as const,
    botToken: workspace.tokens.bot,
    appToken: "",
    signingSecret: workspace.signingSecret,
    apiUrl,
    adminChannel: ADMIN_CHANNEL,
    admins: { userGroup: ADMIN_GROUP, users: [] },
    messagesPerMinute,
  };
  return slack(config, log, noGuards, sharedPace({ db, log }));
}
const notice = { title: "Hello", lines: [] };
const callsOf = (method: string) => sandbox.calls.filter((call) => call.method === method);
const posted = await aChat(1_000_000).post({ kind: "channel", id: `slack:${ADMIN_CHANNEL}` }, notice);

it.each<[method: string, call: (chat: Slack) => Promise<unknown>]>([
  ["chat.postMessage", (chat) => chat.post({ kind: "person", id: "slack:U0AMY" }, notice)],
  ["chat.update", (chat) => chat.update(posted, notice)],
  ["users.info", (chat) => chat.getUser("slack:U0AMY")],
  ["users.lookupByEmail", (chat) => chat.findByEmail("amy@example.org")],
  ["usergroups.users.list", (chat) => chat.listAdmins()],
  ["conversations.info", (chat) => chat.checkAdminChannel()],
])("After Slack rate-limits %s, no process calls it again until the wait is over", async (method, call) => {
  const [first, second] = [aChat(1_000_000), aChat(1_000_000)];
  sandbox.faults.rateLimit = { method, calls: 1, retryAfterSeconds: 1 };
  const before = callsOf(method).length;
  await expect(call(first)).rejects.toBeInstanceOf(BusyError);
  const refusal = await call(second).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(BusyError);
  expect((refusal as BusyError).waitMs).toBeLessThanOrEqual(1000);
  await expect(call(first)).rejects.toBeInstanceOf(BusyError);
  expect(callsOf(method)).toHaveLength(before + 1);

  await expect
    .poll(() =>
      call(second).then(
        () => "taken",
        () => "refused",
      ),
    )
    .toBe("taken");
  const [refused, taken] = callsOf(method).slice(before);
  expect((taken?.at ?? 0) - (refused?.at ?? 0)).toBeGreaterThanOrEqual(990);
});

it("Messages that have to wait for one place get separate turns, and other places are not delayed", async () => {
  const [first, second] = [aChat(60), aChat(60)];
  for (let n = 0; n < 5; n++)
    await (n % 2 ? first : second).post({ kind: "person", id: "slack:U0BEN" }, notice);
  const waits: number[] = [];
  for (const chat of [first, second, first]) {
    const error = await chat
      .post({ kind: "person", id: "slack:U0BEN" }, notice)
      .catch((thrown: unknown) => thrown);
    waits.push((error as BusyError).waitMs);
  }
  const seconds = waits.map((ms) => Math.round(ms / 1000));
  expect(seconds).toEqual([1, 2, 3]);
  await first.post({ kind: "person", id: "slack:U0ZOE" }, notice);
});

it("With a high rate limit, many messages are posted without waiting", async () => {
  const chats = [aChat(1_000_000), aChat(1_000_000)];
  await Promise.all(
    Array.from({ length: 60 }, (_, n) => chats[n % 2]?.post({ kind: "person", id: "slack:U0GRACE" }, notice)),
  );
  expect(sandbox.messages("U0GRACE")).toHaveLength(60);
});

it("While the database is down, people can still be looked up, but nothing is posted because it couldn't be counted", async () => {
  const away = openDatabase({ url: "postgres://nobody@127.0.0.1:1/none" }, () => undefined);
  const chat = aChat(60, away.db);
  expect(await chat.getUser("slack:U0AMY")).toMatchObject({ membership: "member" });
  const before = callsOf("chat.postMessage").length;
  await expect(chat.post({ kind: "person", id: "slack:U0AMY" }, notice)).rejects.toThrow();
  expect(callsOf("chat.postMessage")).toHaveLength(before);
  await away.close();
});

it("Outdated entries about the pace are deleted", async () => {
  await forgetPace(database.db, new Date(Date.now() + 60_000));
  expect(await database.query("select 1 from chat_pace")).toEqual([]);
});

it("Look-ups by address are paced before Slack refuses any, each address only once a minute", async () => {
  sandbox.faults.perMinute = { "users.lookupByEmail": 50 };
  const before = callsOf("users.lookupByEmail").length;
  const [first, second] = [aChat(60), aChat(60)];
  expect(await first.findByEmail("known@example.org")).toBeUndefined();
  const asked = Array.from({ length: 80 }, (_, n) =>
    (n % 2 === 0 ? first : second).findByEmail(`paced${n}@example.org`).then(
      () => 0,
      (error: unknown) => (error as BusyError).waitMs,
    ),
  );
  const waits = (await Promise.all(asked)).filter((ms) => ms > 0);
  expect(waits.length).toBeGreaterThan(60);
  expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(5);
  const known = callsOf("users.lookupByEmail").length;
  expect(await first.findByEmail("known@example.org")).toBeUndefined();
  expect(callsOf("users.lookupByEmail")).toHaveLength(known);
  // A person who is waiting doesn't wait for those.
  expect(await first.findByEmail("awaited@example.org", { isAwaited: true })).toBeUndefined();
  const results = callsOf("users.lookupByEmail")
    .slice(before)
    .map(({ result }) => result);
  expect(results).not.toContain("ratelimited");
  sandbox.faults.perMinute = {};
});
