import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readState, signState } from "../../../src/chat/mattermost/dialog-state.ts";
import { toChatId } from "../../../src/chat/mattermost/mattermost-id.ts";
import { readSignedContext, signActions } from "../../../src/chat/mattermost/sign-action.ts";
import { secretKeys } from "../../../src/credentials/secret-keys.ts";
import { digests } from "../../../src/db/tables/digests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { forAdmin } from "../../handlers/a-stored-request.ts";
import { openCallbacks } from "./open-callbacks.ts";

type Callbacks = Awaited<ReturnType<typeof openCallbacks>>;
type Body = Record<string, unknown> & { context: Record<string, string> };

let callbacks: Callbacks;
beforeAll(async () => {
  callbacks = await openCallbacks();
});
afterAll(() => callbacks.close());

/** Sends a callback as a stranger or a user of the server could. */
async function send(url: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Record<string, string>;
}

/** A card, and what the server sends when Ada presses its button, before acct gets it. */
async function aPressedCard(button = "Assign to me") {
  const { desk, server } = callbacks;
  const request = await desk.store(forAdmin);
  const post = await callbacks.postCard(request);
  server.faults.loseDeliveries = 1;
  await expect(server.as("ada").press(post, button)).rejects.toThrow();
  const { url, body } = server.deliveries.at(-1) ?? { url: "", body: {} };
  return { request, post, url, body: structuredClone(body) as Body };
}

const triggerOf = async (user: string): Promise<unknown> => {
  const { server, postCard, desk } = callbacks;
  const post = await postCard(await desk.store(forAdmin));
  server.faults.loseDeliveries = 1;
  await expect(server.as(user).press(post, "Assign to me")).rejects.toThrow();
  return server.deliveries.at(-1)?.body.trigger_id;
};

/** Expects that a callback changes nothing and is counted once, and that the right press counts after it. */
async function expectRefused(
  { request, post }: { readonly request: Request; readonly post: string },
  forge: () => Promise<Record<string, unknown>>,
) {
  const { desk, refusals, handled, server } = callbacks;
  const before = { refused: refusals().length, handled: handled.length };
  const answer = await desk.expectNoTrace(forge as never);
  expect(answer).toMatchObject({ ephemeral_text: expect.stringMatching(/./) });
  expect(answer).not.toHaveProperty("update");
  expect(refusals().slice(before.refused)).toHaveLength(1);
  expect(handled.length).toBe(before.handled);
  await server.as("ada").press(post, "Assign to me");
  expect((await desk.recordOf(request)).request.assignee).not.toBeNull();
}

describe("a forged press changes nothing, is counted once, and burns no real button:", () => {
  const other = () => callbacks.server.channel("town-square").id;
  const forgeries: Record<string, (body: Body) => object | Promise<object>> = {
    "another action": (body) => ({ ...body, context: { ...body.context, action: "approve" } }),
    "another request": (body) => ({ ...body, context: { ...body.context, request: "1.x" } }),
    "another channel": (body) => ({ ...body, channel_id: other() }),
    "another channel in the context, too": (body) => ({
      ...body,
      channel_id: other(),
      context: { ...body.context, channel: other() },
    }),
    "a signature of nothing": (body) => ({ ...body, context: { ...body.context, signature: "" } }),
    "no signature": ({ context: { signature: _, ...context }, ...body }) => ({ ...body, context }),
    "no context": ({ context: _, ...body }) => body,
    "an unknown key": (body) => ({ ...body, context: { ...body.context, key: "00000000" } }),
    "a question left out": (body) => ({ ...body, context: { ...body.context, confirm: '{"yes":"x"}' } }),
    "someone else's trigger": async (body) => ({ ...body, trigger_id: await triggerOf("grace") }),
    "the trigger of someone else for them": (body) => ({
      ...body,
      user_id: callbacks.server.user("grace").id,
    }),
    "a made-up trigger": (body) => ({
      ...body,
      trigger_id: Buffer.from(`x:${body.user_id}:${Date.now()}:AAAA`).toString("base64"),
    }),
    "no trigger": ({ trigger_id: _, ...body }) => body,
    "an ID that is a path": (body) => ({ ...body, post_id: "../users/me" }),
  };
  for (const [what, forge] of Object.entries(forgeries)) {
    test(what, async () => {
      const pressed = await aPressedCard();
      const forged = await forge(pressed.body);
      await expectRefused(pressed, () => send(pressed.url, forged));
    });
  }

  test("a wrong secret in the address", async () => {
    const pressed = await aPressedCard();
    const url = pressed.url.replace(/\/[^/]+\/action$/, `/${"x".repeat(32)}/action`);
    await expectRefused(pressed, () => send(url, pressed.body));
  });

  test("the secret of dialogs, which people can see, in the address of buttons", async () => {
    const pressed = await aPressedCard();
    const { desk, server } = callbacks;
    const post = await callbacks.postCard(await desk.store(forAdmin));
    await server.as("ada").press(post, "Deny…");
    const dialogUrl = server.as("ada").dialog()?.url ?? "";
    await server.as("ada").cancel();
    await expectRefused(pressed, () => send(dialogUrl.replace(/dialog$/, "action"), pressed.body));
  });

  test("a body that is no JSON, or too large", async () => {
    const pressed = await aPressedCard();
    const sendText = async (body: string) => {
      const headers = { "content-type": "application/json" };
      const response = await fetch(pressed.url, { method: "POST", headers, body });
      expect(response.status).toBe(200);
      return (await response.json()) as Record<string, unknown>;
    };
    await expectRefused(pressed, () => sendText("not JSON"));
    await expectRefused(await aPressedCard(), () => sendText(JSON.stringify({ a: "x".repeat(600_000) })));
  });
});

describe("a press counts only on the message that it was signed for:", () => {
  test("the post of another card", async () => {
    const pressed = await aPressedCard();
    const elsewhere = await aPressedCard();
    await expectRefused(pressed, () => send(pressed.url, { ...pressed.body, post_id: elsewhere.post }));
  });

  test("someone else's post", async () => {
    const pressed = await aPressedCard();
    const { id } = callbacks.server.as("ada").say("Hello", callbacks.adminChannel);
    await expectRefused(pressed, () => send(pressed.url, { ...pressed.body, post_id: id }));
  });

  test("a post of acct in another channel", async () => {
    const pressed = await aPressedCard();
    const post = await callbacks.postNotice("ada", { title: "Hello", lines: [] });
    await expectRefused(pressed, () => send(pressed.url, { ...pressed.body, post_id: post }));
  });

  test("a post that doesn't exist", async () => {
    const pressed = await aPressedCard();
    const post_id = "x".repeat(26);
    await expectRefused(pressed, () => send(pressed.url, { ...pressed.body, post_id }));
  });

  test("the button of a list on a card", async () => {
    const pressed = await aPressedCard();
    const { request, url, body } = pressed;
    const { keys, callbackUrl } = callbacks.deps;
    const sign = signActions({ keys, callbackUrl }, { channel: callbacks.adminChannel, isCard: false });
    const { context } = sign({ action: "claim", subject: request });
    await expectRefused(pressed, () => send(url, { ...body, context }));
  });

  test("a card that acct's tables don't know counts, because its posting may never have been confirmed", async () => {
    const { desk, server, deps } = callbacks;
    const request = await desk.store(forAdmin);
    const message = await callbacks.postIn(
      callbacks.adminChannel,
      (sign) =>
        deps.render.notice(
          { title: "A twin", lines: [], request, buttons: [{ action: "claim", label: "Assign to me" }] },
          sign,
        ),
      true,
    );
    await server.as("ada").press(message.split("/")[1] ?? "", "Assign to me");
    expect((await desk.recordOf(request)).request.assignee).not.toBeNull();
  });

  test("a list that acct's tables know counts", async () => {
    const { desk, server, deps } = callbacks;
    const request = await desk.store(forAdmin);
    const buttons = [{ action: "claim", label: "Assign to me" }] as const;
    const message = await callbacks.postIn(callbacks.adminChannel, (sign) =>
      deps.render.notice({ title: "A list", lines: [], request, buttons }, sign),
    );
    const place = toChatId(callbacks.adminChannel);
    await desk.context.db
      .insert(digests)
      .values({ audience: "admin", place, message, createdAt: new Date() });
    await server.as("ada").press(message.split("/")[1] ?? "", "Assign to me");
    expect((await desk.recordOf(request)).request.assignee).not.toBeNull();
  });
});

test("a press that is sent again later changes nothing", async () => {
  const { server, desk, refusals } = callbacks;
  const request = await desk.store(forAdmin);
  const post = await callbacks.postCard(request);
  await server.as("ada").press(post, "Assign to me");
  const { url, body } = server.deliveries.at(-1) ?? { url: "", body: {} };
  const before = refusals().length;
  await desk.expectNoTrace(() => send(url, body) as never);
  expect(refusals()).toHaveLength(before + 1);
});

test("a form is opened once for a press that is sent again", async () => {
  const { server, desk, handled, refusals } = callbacks;
  const post = await callbacks.postCard(await desk.store(forAdmin));
  await server.as("ada").press(post, "Deny…");
  const { url, body } = server.deliveries.at(-1) ?? { url: "", body: {} };
  await server.as("ada").cancel();
  const before = { handled: handled.length, refused: refusals().length };
  await send(url, body);
  expect(server.as("ada").dialog()).toBeUndefined();
  expect([handled.length, refusals().length]).toEqual([before.handled, before.refused + 1]);
});

describe("people who may not act are refused, whatever their button says:", () => {
  for (const [who, fate] of [
    ["a guest", (name: string) => Object.assign(callbacks.server.user(name), { roles: "system_guest" })],
    ["a deactivated account", (name: string) => Object.assign(callbacks.server.user(name), { deleteAt: 1 })],
    ["a bot", (name: string) => Object.assign(callbacks.server.user(name), { bot: true })],
  ] as const) {
    test(who, async () => {
      const pressed = await aPressedCard();
      const { user } = callbacks.server;
      const was = { ...user("ada") };
      fate("ada");
      const forged = await callbacks.desk.expectNoTrace(() => send(pressed.url, pressed.body) as never);
      Object.assign(user("ada"), { roles: was.roles, deleteAt: was.deleteAt, bot: was.bot });
      expect(forged).toMatchObject({ ephemeral_text: expect.any(String) });
      await callbacks.server.as("ada").press(pressed.post, "Assign to me");
      expect((await callbacks.desk.recordOf(pressed.request)).request.assignee).not.toBeNull();
    });
  }
});

describe("a dialog counts only for the person for whom it was opened:", () => {
  /** Ada's open dialog about denying a request. */
  async function anOpenDialog() {
    const { server, desk } = callbacks;
    const request = await desk.store(forAdmin);
    await server.as("ada").press(await callbacks.postCard(request), "Deny…");
    const dialog = server.as("ada").dialog();
    if (!dialog) throw new Error("there is no dialog");
    const [reason = ""] = dialog.dialog.elements.map(({ name }) => name).filter((name) => name === "reason");
    return { request, reason, url: dialog.url, state: dialog.dialog.state };
  }

  async function expectForgedRefused(
    forge: (open: Awaited<ReturnType<typeof anOpenDialog>>) => Promise<Record<string, unknown>>,
  ) {
    const { desk, refusals, server } = callbacks;
    const open = await anOpenDialog();
    const before = refusals().length;
    const answer = await desk.expectNoTrace(() => forge(open) as never);
    expect(answer).toMatchObject({ error: expect.stringMatching(/./) });
    expect(refusals()).toHaveLength(before + 1);
    expect(await server.as("ada").submit({ reason: "Not ours" })).toBe("closed");
    expect((await desk.recordOf(open.request)).request.status).toBe("refused");
  }
  const submission = { reason: "Forged" };

  test("someone else sends its state", () =>
    expectForgedRefused(({ url, state }) => {
      const { server, adminChannel } = callbacks;
      const sent = { url, state, submission, channel_id: adminChannel, team_id: server.team.id };
      return server.as("grace").forge(sent) as Promise<never>;
    }));
  test("its state names another action", () =>
    expectForgedRefused(({ url, state }) => {
      const { server, adminChannel } = callbacks;
      const changed = state.replace("deny", "approve");
      expect(changed).not.toBe(state);
      const sent = { url, state: changed, submission, channel_id: adminChannel, team_id: server.team.id };
      return server.as("ada").forge(sent) as Promise<never>;
    }));
  test("it has no state", () =>
    expectForgedRefused(({ url }) => send(url, { user_id: callbacks.server.user("ada").id, submission })));
  test("its state was signed with another key", () =>
    expectForgedRefused(({ url, state }) => {
      const { keys } = callbacks.deps;
      const read = readState(state, keys);
      if (!read) throw new Error("the state is not valid");
      const forged = signState(read, secretKeys(randomBytes(32)));
      return send(url, { user_id: read.user, state: forged, submission });
    }));
  test("it was opened days ago", () =>
    expectForgedRefused(({ url, state }) => {
      const { keys } = callbacks.deps;
      const read = readState(state, keys);
      if (!read) throw new Error("the state is not valid");
      const old = signState({ ...read, openedAt: new Date(Date.now() - 2 * 86_400_000) }, keys);
      return send(url, { user_id: read.user, state: old, submission });
    }));

  test("it is submitted twice", async () => {
    const { server, desk, refusals } = callbacks;
    const open = await anOpenDialog();
    await server.as("ada").submit({ reason: "Not ours" });
    const { body, url } = server.deliveries.at(-1) ?? { url: "", body: {} };
    const before = refusals().length;
    const answer = await desk.expectNoTrace(() => send(url, body) as never);
    expect(answer).toMatchObject({ error: expect.any(String) });
    expect(refusals()).toHaveLength(before + 1);
    expect((await desk.recordOf(open.request)).request.status).toBe("refused");
  });
});

describe("a slash command counts only with the right token:", () => {
  async function aCommand() {
    const { server } = callbacks;
    await server.as("ada").command("/acct help", callbacks.adminChannel);
    const { url, body } = server.deliveries.at(-1) ?? { url: "", body: {} };
    return { url, body: body as Record<string, string> };
  }
  const sendForm = async (url: string, body: Record<string, string>, headers = {}) => {
    const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(body) });
    expect(response.status).toBe(200);
    return (await response.json()) as Record<string, string>;
  };

  for (const [what, change, headers] of [
    ["a wrong token", { token: "x".repeat(26) }, {}],
    ["a wrong token in the header beside the right one in the body", {}, { authorization: "Token x" }],
    ["no token", { token: undefined }, {}],
    ["someone else as the person", { user_id: "grace" }, {}],
  ] as const) {
    test(what, async () => {
      const { url, body } = await aCommand();
      const { handled, refusals, server } = callbacks;
      const changed = Object.entries({ ...body, ...change }).flatMap(([name, value]): [string, string][] =>
        value === undefined ? [] : [[name, value === "grace" ? server.user("grace").id : value]],
      );
      const before = { handled: handled.length, refused: refusals().length };
      const answer = await sendForm(url, Object.fromEntries(changed), headers);
      expect(answer).toMatchObject({ response_type: "ephemeral", text: expect.stringMatching(/./) });
      expect([handled.length, refusals().length]).toEqual([before.handled, before.refused + 1]);
    });
  }

  test("a command that is sent again", async () => {
    const { url, body } = await aCommand();
    const { handled } = callbacks;
    const before = handled.length;
    await sendForm(url, body);
    expect(handled).toHaveLength(before);
  });
});

test("a button counts after acct was killed and started again", async () => {
  const { desk, server } = callbacks;
  const request = await desk.store(forAdmin);
  const post = await callbacks.postCard(request);
  callbacks.restart();
  await server.as("ada").press(post, "Assign to me");
  expect((await desk.recordOf(request)).request.assignee).not.toBeNull();
});

test("a refusal logs no secret of the callback", async () => {
  const pressed = await aPressedCard();
  const { keys } = callbacks.deps;
  await send(pressed.url, { ...pressed.body, context: { ...pressed.body.context, action: "approve" } });
  const text = JSON.stringify(callbacks.lines.at(-1));
  for (const secret of [pressed.body.context.signature, String(pressed.body.trigger_id)]) {
    expect(text).not.toContain(secret);
  }
  expect(text).not.toContain(keys.current.secret.toString("hex"));
});

test("a button that was signed before the key was replaced still counts, and not once the old key is dropped", () => {
  const [first, second] = [randomBytes(32), randomBytes(32)];
  const place = { channel: "c".repeat(26), isCard: true };
  const options = { keys: secretKeys(first), callbackUrl: "https://acct.example.org" };
  const { context } = signActions(options, place)({ action: "approve", subject: undefined, mark: "m" });
  const reordered = Object.fromEntries(Object.entries(context).toReversed());
  expect(readSignedContext(reordered, secretKeys(second, first))).toMatchObject({
    action: "approve",
    mark: "m",
  });
  expect(readSignedContext(context, secretKeys(second))).toBeUndefined();
});

test("a server that publishes no key for its triggers is served, and each trigger still counts once for its person", async () => {
  const old = await openCallbacks({ version: "5.37.0", publishesKey: false });
  try {
    const request = await old.desk.store(forAdmin);
    await old.server.as("ada").press(await old.postCard(request), "Assign to me");
    expect((await old.desk.recordOf(request)).request.assignee).not.toBeNull();
    const { url, body } = old.server.deliveries.at(-1) ?? { url: "", body: {} };
    await send(url, body);
    await send(url, { ...body, user_id: old.server.user("grace").id });
    expect(old.refusals()).toHaveLength(2);
  } finally {
    await old.close();
  }
});

test("a flood of forged callbacks is one line in the log, and each of them is counted", async () => {
  const { url, body } = await aPressedCard();
  const { refusals, lines, restart } = callbacks;
  restart();
  const before = { refused: refusals().length, logged: lines.length };
  const forged = { ...body, context: { ...body.context, signature: "" } };
  for (let sent = 0; sent < 100; sent++) await send(url, forged);
  expect(refusals()).toHaveLength(before.refused + 100);
  const logged = lines.slice(before.logged).map(({ msg }) => msg);
  expect(
    logged.filter((msg) => msg === "refused a callback from Mattermost; nothing was changed"),
  ).toHaveLength(1);
});
