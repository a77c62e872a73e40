import { App, SocketModeReceiver } from "@slack/bolt";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/campus.ts";
import type { Sandbox } from "../../../dev/sandbox/sandbox.ts";
import { aWorkspace, errorOf } from "./a-workspace.ts";

const { sandbox, client, stop } = await aWorkspace({ ackMs: 300, triggerMs: 300 });
const bolt = bareApp(sandbox);
await bolt.start();
afterAll(async () => {
  await bolt.stop();
  await stop();
});

/** What the app received, and how it responds. */
const told: Record<string, unknown>[] = [];
let answerView: unknown;
let acknowledges = true;
beforeEach(() => {
  told.length = 0;
  answerView = undefined;
  acknowledges = true;
  sandbox.workspace.modals.clear();
});

function bareApp({ workspace, apiUrl }: Sandbox): App {
  const receiver = new SocketModeReceiver({
    appToken: workspace.tokens.app,
    installerOptions: { clientOptions: { slackApiUrl: apiUrl } },
  } as ConstructorParameters<typeof SocketModeReceiver>[0]);
  const app = new App({
    receiver,
    token: workspace.tokens.bot,
    clientOptions: { slackApiUrl: apiUrl },
    logLevel: "error" as never,
  });
  app.command(/.*/, async ({ ack, body }) => {
    told.push({ ...body });
    if (acknowledges) await ack();
  });
  app.action(/.*/, async ({ ack, body }) => {
    told.push({ ...body });
    if (acknowledges) await ack();
  });
  app.view(/.*/, async ({ ack, body }) => {
    told.push({ ...body });
    if (acknowledges) await ack(answerView as never);
  });
  return app;
}

const plain = (text: string) => ({ type: "plain_text" as const, text });
const view = (title: string) => ({
  type: "modal" as const,
  callback_id: "ask",
  title: plain(title),
  submit: plain("Ask"),
  blocks: [
    {
      type: "input" as const,
      block_id: "reason",
      label: plain("Reason"),
      element: { type: "plain_text_input" as const, action_id: "value", max_length: 20 },
    },
  ],
});
const command = (user = "U0AMY") => sandbox.command({ user, channel: "C0GENERAL", text: "/acct help me" });
const triggerOf = () => String(told.at(-1)?.trigger_id);

async function openForm() {
  await command();
  const opened = await client.views.open({ trigger_id: triggerOf(), view: view("One") });
  return opened.view?.id ?? "";
}

describe("a command", () => {
  it("arrives with the person, the channel and the text", async () => {
    expect(await command()).toMatchObject({ acked: true });
    expect(told).toMatchObject([
      { command: "/acct", text: "help me", user_id: "U0AMY", team_id: "T0CAMPUS", channel_id: "C0GENERAL" },
    ]);
  });

  it("that isn't acknowledged in time fails, and only the person who sent it is told", async () => {
    acknowledges = false;
    expect(await command()).toEqual({ acked: false });
    expect(sandbox.deliveries.at(-1)).toMatchObject({ outcome: "too late" });
    expect(sandbox.messages("C0GENERAL", "U0AMY").at(-1)?.text).toContain("operation_timeout");
    expect(sandbox.messages("C0GENERAL", "U0BEN").at(-1)?.text ?? "").not.toContain("operation_timeout");
  });
});

describe("a trigger", () => {
  it("opens only one form", async () => {
    await openForm();
    const again = client.views.open({ trigger_id: triggerOf(), view: view("Two") });
    expect(await errorOf(again)).toMatchObject({ error: "exchanged_trigger_id" });
    expect(sandbox.modal("U0AMY")?.content.title).toMatchObject({ text: "One" });
    expect(sandbox.modal("U0BEN")).toBeUndefined();
  });

  it("is rejected if it is expired or invented", async () => {
    await command();
    await expect
      .poll(() => errorOf(client.views.open({ trigger_id: "1.2.x", view: view("x") })))
      .toMatchObject({ error: "invalid_trigger_id" });
    const trigger = triggerOf();
    const openedAt = Date.now();
    await expect.poll(() => Date.now() - openedAt).toBeGreaterThan(320);
    const late = await errorOf(client.views.open({ trigger_id: trigger, view: view("x") }));
    expect(late).toMatchObject({ error: "expired_trigger_id" });
  });
});

describe("a form", () => {
  it("is checked by Slack's client before anything is sent", async () => {
    const viewId = await openForm();
    told.length = 0;
    const values = { reason: "x".repeat(21) };
    expect(await sandbox.submit({ user: "U0AMY", viewId, values })).toBe("errors");
    expect(await sandbox.submit({ user: "U0AMY", viewId, values: {} })).toBe("errors");
    expect(sandbox.modal("U0AMY")?.errors).toEqual({ reason: expect.any(String) });
    expect(told).toEqual([]);
  });

  it("closes, shows errors, changes or stacks, depending on the app's response", async () => {
    const viewId = await openForm();
    const submit = (id = viewId) => sandbox.submit({ user: "U0AMY", viewId: id, values: { reason: "why" } });
    answerView = { response_action: "errors", errors: { reason: "not good" } };
    expect(await submit()).toBe("errors");
    expect(sandbox.modal("U0AMY")?.errors).toEqual({ reason: "not good" });
    answerView = { response_action: "update", view: view("Two") };
    expect(await submit()).toBe("changed");
    answerView = { response_action: "push", view: view("Three") };
    expect(await submit()).toBe("changed");
    const top = sandbox.modal("U0AMY");
    expect(top?.content.title).toMatchObject({ text: "Three" });
    answerView = undefined;
    expect(await submit(top?.id)).toBe("closed");
    expect(sandbox.modal("U0AMY")?.id).toBe(viewId);
    answerView = { response_action: "clear" };
    expect(await submit()).toBe("closed");
    expect(sandbox.modal("U0AMY")).toBeUndefined();
  });

  it("is closed by Escape, and a second Escape does no harm", async () => {
    const viewId = await openForm();
    await sandbox.close({ user: "U0AMY", viewId });
    expect(sandbox.modal("U0AMY")).toBeUndefined();
    await sandbox.close({ user: "U0AMY", viewId });
  });

  it("stays open and shows an error if the app responds too late, or with errors for unknown fields", async () => {
    const viewId = await openForm();
    const values = { reason: "why" };
    answerView = { response_action: "errors", errors: { elsewhere: "not good" } };
    expect(await sandbox.submit({ user: "U0AMY", viewId, values })).toBe("trouble");
    acknowledges = false;
    expect(await sandbox.submit({ user: "U0AMY", viewId, values })).toBe("trouble");
    expect(sandbox.modal("U0AMY")?.trouble).not.toBe("");
  });
});

describe("a response_url", () => {
  const respond = (body: object) =>
    fetch(String(told.at(-1)?.response_url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });

  it("works five times, and by default only its person sees the messages", async () => {
    await command();
    for (let use = 0; use < 5; use++) expect((await respond({ text: `answer ${use}` })).status).toBe(200);
    expect((await respond({ text: "one too many" })).status).toBe(404);
    expect(sandbox.messages("C0GENERAL", "U0AMY").at(-1)?.text).toBe("answer 4");
    expect(sandbox.messages("C0GENERAL", "U0BEN")).not.toContainEqual(
      expect.objectContaining({ text: "answer 4" }),
    );
  });

  it("of a button replaces the button's message by default", async () => {
    const button = { type: "button", action_id: "go", text: plain("Go"), value: "1" };
    const { ts = "" } = await client.chat.postMessage({
      channel: ADMIN_CHANNEL,
      text: "card",
      blocks: [{ type: "actions", elements: [button] }] as never,
    });
    await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "go" });
    expect(told.at(-1)).toMatchObject({ type: "block_actions", actions: [{ action_id: "go", value: "1" }] });
    await respond({ text: "beside it", replace_original: false });
    const shown = () => sandbox.messages(ADMIN_CHANNEL, "U0ADA").map(({ text }) => text);
    expect(shown().slice(-2)).toEqual(["card", "beside it"]);
    await respond({ text: "instead of it" });
    expect(shown().slice(-2)).toEqual(["instead of it", "beside it"]);
  });
});

describe("Socket Mode", () => {
  it("sends each envelope over only one connection", async () => {
    const second = bareApp(sandbox);
    await second.start();
    expect(sandbox.connections()).toBe(2);
    for (let i = 0; i < 4; i++) await command();
    expect(told).toHaveLength(4);
    await second.stop();
    await sandbox.until(() => sandbox.connections() === 1, "the second connection to end");
  });

  it("delivers twice if that fault is turned on, as Slack sometimes does", async () => {
    sandbox.faults.deliverTwice = true;
    await command();
    sandbox.faults.deliverTwice = false;
    await expect.poll(() => told.length).toBe(2);
  });

  it("continues after a connection was lost", async () => {
    sandbox.dropConnections();
    expect(sandbox.connections()).toBe(0);
    await sandbox.until(() => sandbox.connections() === 1, "a new connection");
    expect(await command()).toMatchObject({ acked: true });
  });
});
