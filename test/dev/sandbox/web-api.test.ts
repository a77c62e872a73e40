import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError } from "@slack/web-api";
import { afterAll, describe, expect, it } from "vitest";
import { ADMIN_CHANNEL, ADMIN_GROUP } from "../../../dev/sandbox/campus.ts";
import { aWorkspace, clientOf, errorOf, manifest } from "./a-workspace.ts";

const { sandbox, client, stop } = await aWorkspace();
afterAll(stop);

const plain = (text: string) => ({ type: "plain_text" as const, text });
const section = (text: string) => ({ type: "section" as const, text: { type: "mrkdwn" as const, text } });
const post = (blocks: object[], text = "hello") =>
  client.chat.postMessage({ channel: ADMIN_CHANNEL, text, blocks: blocks as never });

describe("tokens and scopes", () => {
  it("A wrong token, or a token of the wrong type, is rejected", async () => {
    expect(await errorOf(clientOf(sandbox, "xoxb-wrong").auth.test())).toMatchObject({
      error: "invalid_auth",
    });
    expect(await errorOf(client.apps.connections.open({}))).toMatchObject({
      error: "not_allowed_token_type",
    });
    const app = clientOf(sandbox, sandbox.workspace.tokens.app);
    expect(await app.apps.connections.open({})).toMatchObject({ ok: true });
  });

  it.each([
    ["chat:write", (to: typeof client) => to.chat.postMessage({ channel: ADMIN_CHANNEL, text: "x" })],
    ["im:write", (to: typeof client) => to.chat.postMessage({ channel: "U0AMY", text: "x" })],
    ["users:read", (to: typeof client) => to.users.info({ user: "U0AMY" })],
    ["users:read.email", (to: typeof client) => to.users.lookupByEmail({ email: "amy@example.org" })],
    ["usergroups:read", (to: typeof client) => to.usergroups.users.list({ usergroup: ADMIN_GROUP })],
  ])("Without %s in the manifest, the call that needs it is rejected", async (scope, call) => {
    await expect(call(client)).resolves.toMatchObject({ ok: true });
    const bot = manifest.oauth_config.scopes.bot.filter((one) => one !== scope);
    const limited = await aWorkspace({ manifest: { ...manifest, oauth_config: { scopes: { bot } } } });
    expect(await errorOf(call(limited.client))).toMatchObject({ error: "missing_scope", needed: scope });
    await limited.stop();
  });

  it("An email address is shown only to apps with the scope for it", async () => {
    const { user } = await client.users.info({ user: "U0AMY" });
    expect(user?.profile?.email).toBe("amy@example.org");
    const bot = ["users:read"];
    const limited = await aWorkspace({ manifest: { ...manifest, oauth_config: { scopes: { bot } } } });
    const seen = await limited.client.users.info({ user: "U0AMY" });
    expect(seen.user?.profile?.email).toBeUndefined();
    await limited.stop();
  });
});

describe("Block Kit's limits", () => {
  it.each<[string, object[], string, string]>([
    [
      "a header of 151 characters",
      [{ type: "header", text: plain("x".repeat(151)) }],
      "/blocks/0/text/text",
      "less than 151",
    ],
    ["an empty text", [section("")], "/blocks/0/text/text", "more than 0"],
    ["a section of 3,001 characters", [section("x".repeat(3001))], "/blocks/0/text/text", "less than 3001"],
    ["a section without text or fields", [{ type: "section" }], "/blocks/0", "text or fields"],
    [
      "11 fields",
      [{ type: "section", fields: Array.from({ length: 11 }, () => plain("x")) }],
      "/blocks/0/fields",
      "less than 11",
    ],
    [
      "a button of 76 characters",
      [{ type: "actions", elements: [{ type: "button", text: plain("x".repeat(76)) }] }],
      "/blocks/0/elements/0/text/text",
      "less than 76",
    ],
    ["51 blocks", Array.from({ length: 51 }, () => ({ type: "divider" })), "/blocks", "less than 51"],
    ["a type that does not exist", [{ type: "sektion" }], "/blocks/0/type", "unsupported type"],
    [
      "a property that does not exist",
      [{ ...section("x"), colour: "red" }],
      "/blocks/0/colour",
      "additional property",
    ],
    [
      "the same block id twice",
      [
        { ...section("x"), block_id: "a" },
        { ...section("y"), block_id: "a" },
      ],
      "/blocks/1/block_id",
      "already exists",
    ],
  ])("%s is rejected with its position", async (_, blocks, pointer, message) => {
    const refused = await errorOf(post(blocks));
    expect(refused).toMatchObject({
      error: "invalid_blocks",
      errors: [{ pointer, code: "failed_constraint", message: expect.stringContaining(message) }],
    });
    const validated = await errorOf(client.apiCall("blocks.validate", { blocks }));
    const inArray = pointer.replace("/blocks", "");
    expect(validated).toMatchObject({ error: "invalid_blocks", errors: [{ pointer: inArray }] });
  });

  it("Blocks that are each short enough are rejected if they are too long together", async () => {
    expect(await errorOf(post(Array.from({ length: 5 }, () => section("x".repeat(2900)))))).toMatchObject({
      error: "msg_blocks_too_long",
    });
  });
});

describe("messages", () => {
  it("can be edited and deleted by the app that posted them, and are gone after that", async () => {
    const { ts = "" } = await post([section("one")]);
    await client.chat.update({ channel: ADMIN_CHANNEL, ts, text: "two", blocks: [section("two")] });
    expect(sandbox.messages(ADMIN_CHANNEL).find((message) => message.ts === ts)).toMatchObject({
      text: "two",
    });
    await client.chat.delete({ channel: ADMIN_CHANNEL, ts });
    const gone = await errorOf(client.chat.update({ channel: ADMIN_CHANNEL, ts, text: "three" }));
    expect(gone).toMatchObject({ error: "message_not_found" });
  });

  it("can't be posted to a bot or to a channel without the app", async () => {
    const to = (channel: string) => errorOf(client.chat.postMessage({ channel, text: "x" }));
    expect(await to("C0GENERAL")).toMatchObject({ error: "not_in_channel" });
    expect(await to("C0NOWHERE")).toMatchObject({ error: "channel_not_found" });
    expect(await to("U0ROBOT")).toMatchObject({ error: "cannot_dm_bot" });
  });

  it("notify people only if raw angle brackets form a mention", async () => {
    await post([section("<!channel> wake up")]);
    await post([section("&lt;!channel&gt; sleep on"), { type: "header", text: plain("<!here>") }], "");
    const [loud, quiet] = sandbox.messages(ADMIN_CHANNEL).slice(-2);
    expect(loud?.notifies).toEqual(["!channel"]);
    expect(quiet?.notifies).toEqual([]);
  });
});

describe("simulated faults", () => {
  it("A 429 response gives the time to wait, and the next call succeeds", async () => {
    sandbox.faults.rateLimit = { method: "chat.postMessage", calls: 1, retryAfterSeconds: 7 };
    await expect(client.users.info({ user: "U0AMY" })).resolves.toMatchObject({ ok: true });
    const limited = await post([section("x")]).catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(WebAPIRateLimitedError);
    expect(limited).toMatchObject({ retryAfter: 7 });
    const second = clientOf(sandbox);
    expect(await second.chat.postMessage({ channel: ADMIN_CHANNEL, text: "x" })).toMatchObject({ ok: true });
  });

  it("A call that fails with 500 has no effect; a call whose response is lost takes effect", async () => {
    const fresh = clientOf(sandbox);
    const count = () => sandbox.messages(ADMIN_CHANNEL).length;
    const before = count();
    sandbox.faults.breakCalls = 1;
    const send = () => fresh.chat.postMessage({ channel: ADMIN_CHANNEL, text: "x" }).catch((e: unknown) => e);
    expect(await send()).toBeInstanceOf(WebAPIHTTPError);
    expect(count()).toBe(before);
    sandbox.faults.loseAnswers = 1;
    expect(await send()).toBeInstanceOf(WebAPIRequestError);
    expect(count()).toBe(before + 1);
  });
});

it("A page of another site can't reach the workspace, either through another host name or with a form", async () => {
  const byName = get(`${sandbox.url}/sandbox/state`, { headers: { host: "evil.example" } });
  const [{ statusCode }] = (await once(byName, "response")) as [IncomingMessage];
  expect(statusCode).toBe(403);
  const byForm = await fetch(`${sandbox.url}/sandbox/command`, {
    method: "POST",
    body: new URLSearchParams({}),
  });
  expect(byForm.status).toBe(415);
});
