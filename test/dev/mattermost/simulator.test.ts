import { afterEach, expect, it } from "vitest";
import type { Dialog } from "../../../dev/sandbox/mattermost/installation.ts";
import type { MattermostSandbox } from "../../../dev/sandbox/mattermost/mattermost-sandbox.ts";
import { type MattermostOptions, startMattermost } from "../../../dev/sandbox/mattermost/start-mattermost.ts";
import { openApi } from "./api.ts";
import { listen } from "./client.ts";
import { startIntegration } from "./integration.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function aServer(options: MattermostOptions = {}) {
  const server = await startMattermost(options);
  const integration = await startIntegration();
  stops.push(server.stop, integration.stop);
  const bot = openApi(server.url, server.botToken);
  const actions = [
    {
      id: "approve",
      name: "Approve",
      type: "button",
      integration: { url: integration.url, context: { secret: "hush" } },
    },
  ];
  const post = () =>
    bot.make("/posts", {
      channel_id: server.adminChannel.id,
      message: "a card",
      props: { attachments: [{ actions }] },
    });
  return { server, integration, bot, post };
}

/** Opens this dialog for ada, after she pressed a button. */
async function open(
  { server, integration, bot, post }: Awaited<ReturnType<typeof aServer>>,
  dialog: Partial<Dialog>,
): Promise<void> {
  integration.expecting({});
  await server.as("ada").press((await post()).id, "Approve");
  const { trigger_id } = integration.callbacks[0]?.body ?? {};
  const body = {
    trigger_id,
    url: integration.url,
    dialog: { callback_id: "deny", title: "Deny", elements: [], state: "s", ...dialog },
  };
  const answer = await bot.call("POST", "/actions/dialogs/open", body);
  if (answer.status !== 200) throw new Error(String(answer.body.id));
}

const fields = [
  { display_name: "Reason", name: "reason", type: "textarea", max_length: 3000 },
  { display_name: "Note", name: "note", type: "text", optional: true },
  { display_name: "Tell them", name: "tell", type: "bool", optional: true },
];

function messagesOf(server: MattermostSandbox): string[] {
  return server.messages("accounts", "ada").map(({ message }) => message);
}

it("A call above the limit is answered in plain text, with headers that say when to come back", async () => {
  const { server, bot } = await aServer();
  server.faults.rateLimit = { call: "GET /users/me", calls: 1, resetSeconds: 7 };
  const headers = { authorization: `Bearer ${server.botToken}` };
  const refused = await fetch(`${server.url}/api/v4/users/me`, { headers });
  expect([refused.status, await refused.text()]).toEqual([429, "limit exceeded\n"]);
  expect(refused.headers.get("x-ratelimit-reset")).toBe("7");
  expect(await bot.call("GET", "/users/me")).toMatchObject({ status: 200 });
});

it("A server with a pace refuses what comes too fast, whoever calls", async () => {
  const { server, bot } = await aServer();
  server.faults.pace = { perSecond: 1, burst: 2 };
  const admin = openApi(server.url, server.adminToken);
  expect(await bot.call("GET", "/users/me")).toMatchObject({ status: 200 });
  expect(await admin.call("GET", "/users/me")).toMatchObject({ status: 200 });
  await expect(bot.call("GET", "/users/me")).rejects.toThrow("limit exce");
});

it("An answer can get lost after the post was saved", async () => {
  const { server, post } = await aServer();
  server.faults.loseAnswers = { call: "POST /posts", calls: 1 };
  await expect(post()).rejects.toThrow();
  expect(messagesOf(server)).toEqual(["a card"]);
});

it("A broken call does nothing and is answered with 500", async () => {
  const { server, bot } = await aServer();
  server.faults.breakCalls = 1;
  const body = { channel_id: server.adminChannel.id, message: "lost" };
  expect(await bot.call("POST", "/posts", body)).toMatchObject({ status: 500 });
  expect(messagesOf(server)).toEqual([]);
});

it("A silent server takes a call and never answers", async () => {
  const { server } = await aServer();
  server.faults.silent = true;
  const call = fetch(`${server.url}/api/v4/system/ping`, { signal: AbortSignal.timeout(200) });
  await expect(call).rejects.toMatchObject({ name: "TimeoutError" });
});

it("A press can get lost on its way, or its answer on the way back", async () => {
  const { server, integration, post } = await aServer();
  const { id } = await post();
  integration.expecting({ update: { message: "approved" } });
  server.faults.loseDeliveries = 1;
  await expect(server.as("ada").press(id, "Approve")).rejects.toMatchObject({ status: 400 });
  expect(integration.callbacks).toHaveLength(0);
  server.faults.loseReplies = 1;
  await expect(server.as("ada").press(id, "Approve")).rejects.toMatchObject({ status: 400 });
  expect(integration.callbacks).toHaveLength(1);
  expect(messagesOf(server)).toEqual(["a card"]);
});

it("A restart drops every connection and keeps what was stored", async () => {
  const { server, bot, post } = await aServer();
  await post();
  await listen(server.url, server.botToken);
  expect(server.connections()).toBe(1);
  await server.restart();
  expect(server.connections()).toBe(0);
  // A connection that was kept open fails once.
  const status = () =>
    bot.call("GET", "/users/me").then(
      (answer) => answer.status,
      () => "lost",
    );
  await expect.poll(status).toBe(200);
  expect(messagesOf(server)).toEqual(["a card"]);
});

it("New websockets can be refused", async () => {
  const { server } = await aServer();
  server.faults.refuseSockets = true;
  await expect(listen(server.url, server.botToken)).rejects.toThrow("503");
});

it("A trigger is valid for three seconds", async () => {
  let aheadMs = 0;
  const site = await aServer({ now: () => Date.now() + aheadMs });
  const { server, integration, bot, post } = site;
  integration.expecting({});
  await server.as("ada").press((await post()).id, "Approve");
  aheadMs = 3100;
  const { trigger_id } = integration.callbacks[0]?.body ?? {};
  const body = { trigger_id, url: integration.url, dialog: { title: "Deny", elements: [] } };
  expect(await bot.call("POST", "/actions/dialogs/open", body)).toMatchObject({
    status: 400,
    body: { id: "interactive_message.decode_trigger_id.expired" },
  });
});

it.each([
  ["web", { reason: "no", note: null, tell: false }],
  ["phone", { reason: "no", tell: "false" }],
] as const)("The %s client sends empty fields in its own way", async (shape, submission) => {
  const site = await aServer();
  await open(site, { elements: fields });
  site.integration.expecting({});
  expect(await site.server.as("ada").submit({ reason: "no" }, shape)).toBe("closed");
  expect(site.integration.callbacks[0]?.body).toMatchObject({ submission });
  expect(Object.keys(site.integration.callbacks[0]?.body.submission as object)).toEqual(
    Object.keys(submission),
  );
  expect(site.server.as("ada").dialog()).toBeUndefined();
});

it("A client sends nothing while a required field is empty, and shows the errors of an answer", async () => {
  const site = await aServer();
  await open(site, { elements: fields });
  const ada = site.server.as("ada");
  site.integration.expecting({ errors: { reason: "Say more." } });
  expect(await ada.submit({ reason: "" })).toBe("errors");
  expect(site.integration.callbacks).toHaveLength(0);
  expect(await ada.submit({ reason: "no" })).toBe("errors");
  expect(ada.dialog()?.errors).toEqual({ reason: "Say more." });
});

it("A person can choose only what is offered while they type, from an address that their client asks", async () => {
  const site = await aServer();
  const { server, integration } = site;
  const element = { display_name: "Project", name: "project", type: "select", data_source: "dynamic" };
  await open(site, { elements: [{ ...element, data_source_url: integration.url }] });
  const ada = server.as("ada");
  integration.expecting({ items: [{ text: "Astronomy", value: "astro" }] });
  expect(await ada.submit({ project: "geo" })).toBe("errors");
  expect(integration.callbacks.map(({ body }) => body.type)).toEqual(["dialog_lookup"]);
  expect(await ada.lookUp("project", "")).toEqual([{ text: "Astronomy", value: "astro" }]);
  expect(integration.callbacks.at(-1)?.body.submission).toEqual({ selected_field: "project" });
  await ada.cancel();
  await open(site, { elements: [{ ...element, data_source_url: "http://acct.example.org/lookup" }] });
  await expect(ada.lookUp("project", "as")).rejects.toThrow("Invalid lookup URL");
});

it("A select that refreshes asks for the form again with what was entered, where the server can", async () => {
  const page = { display_name: "Page", name: "page", type: "select", refresh: true, optional: true };
  const sent = { type: "refresh", submission: { page: "2", selected_field: "page" } };
  for (const [version, asked, title] of [
    ["12.1.0", [sent], "Second page"],
    ["10.11.0", [], "Deny"],
  ] as const) {
    const site = await aServer({ version });
    const { server, integration } = site;
    await open(site, { elements: [page, ...fields], source_url: integration.url });
    const form = { callback_id: "deny", title: "Second page", elements: fields, state: "s2" };
    integration.expecting({ type: "form", form });
    await server.as("ada").change("reason", { reason: "no" });
    expect(integration.callbacks).toEqual([]);
    await server.as("ada").change("page", { page: "2" });
    expect(integration.callbacks.map(({ body }) => body)).toMatchObject(asked);
    expect(server.as("ada").dialog()?.dialog.title).toBe(title);
  }
});

it("A phone can't send a dialog without fields", async () => {
  const site = await aServer();
  await open(site, {});
  site.integration.expecting({});
  expect(await site.server.as("ada").submit({}, "phone")).toBe("errors");
  expect(site.integration.callbacks).toHaveLength(0);
});

it("A server can be told not to publish its key, as very old ones don't", async () => {
  const { bot } = await aServer({ publishesKey: false });
  const { body } = await bot.call("GET", "/config/client?format=old");
  expect(body.AsymmetricSigningPublicKey).toBeUndefined();
});

it("The page shows a person what they see, without what buttons call", async () => {
  const { server, post } = await aServer();
  await post();
  const read = async (name: string) =>
    (await fetch(`${server.url}/sandbox/state?as=${server.user(name).id}`)).text();
  expect(await read("ada")).toContain("a card");
  expect(await read("ada")).not.toContain("hush");
  expect(await read("amy")).not.toContain("a card");
});

it("What the server refuses is shown to the person on the page", async () => {
  const { server, integration, post } = await aServer();
  const { id } = await post();
  integration.expecting("oops", { status: 500 });
  const response = await fetch(`${server.url}/sandbox/press`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ user: "ada", postId: id, action: "approve" }),
  });
  expect(await response.json()).toEqual({ result: null, error: "Action integration error." });
});
