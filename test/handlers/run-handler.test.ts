import { afterAll, expect, it } from "vitest";
import type { Interaction } from "../../src/chat/interaction.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  message,
  noReply,
  type OptionalRequestHandler,
  type RequestHandler,
  UserError,
} from "../../src/handlers/handler.ts";
import type { Right } from "../../src/handlers/policy.ts";
import { runHandler } from "../../src/handlers/run-handler.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { inMemoryDeps } from "../in-memory/pipeline-deps.ts";
import { newDatabase } from "../new-database.ts";
import { aStoredRequest } from "./a-stored-request.ts";
import { ada, amy, anInteraction, bo, guest, zed } from "./an-interaction.ts";

const database = await newDatabase();
afterAll(() => database.close());
const deps = inMemoryDeps(database.db);
const context: HandlerContext = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
const noContext = { chat: {} } as HandlerContext;
const request = await aStoredRequest(database.db);

/** What was called, in order, with what was filled in and which request it was about. */
type Calls = [called: "form" | "run", values: Interaction["values"], request?: number][];

function aboutRequest(calls: Calls, but: Partial<RequestHandler> = {}): RequestHandler {
  return {
    name: "withdraw",
    about: "request",
    right: "withdraw",
    notDone: "Not done",
    async run({ values }, { id }) {
      calls.push(["run", values, id]);
      return noReply;
    },
    ...but,
  };
}

function withForm(calls: Calls): RequestHandler {
  return aboutRequest(calls, {
    async form({ values }, { id }) {
      calls.push(["form", values, id]);
      return { action: "withdraw", title: "Withdraw", fields: [] };
    },
  });
}

function general(calls: Calls, right: Right): GeneralHandler {
  return {
    name: "list-requests",
    right,
    notDone: "Not done",
    async run({ values }) {
      calls.push(["run", values]);
      return noReply;
    },
  };
}

it("Someone who may not do it is refused before the request is looked up, so they don't learn which numbers exist", async () => {
  const calls: Calls = [];
  const handler = aboutRequest(calls, { right: "claim" });
  for (const id of [request.id, 999]) {
    const subject = { id, mark: request.mark };
    // There is no database here, so any query would fail.
    const reply = await runHandler(handler, anInteraction(zed, { subject }), noContext);
    expect(reply).toMatchObject({ kind: "message", notice: { title: "Not done" } });
  }
  expect(calls).toEqual([]);
});

it("A right to one request is checked against that request", async () => {
  const calls: Calls = [];
  for (const actor of [zed, bo, guest]) {
    const reply = await runHandler(aboutRequest(calls), anInteraction(actor, { subject: request }), context);
    expect(reply).toMatchObject({ kind: "message", notice: { title: "Not done" } });
  }
  expect(calls).toEqual([]);
  for (const actor of [amy, ada]) {
    const reply = await runHandler(aboutRequest(calls), anInteraction(actor, { subject: request }), context);
    expect(reply).toEqual(noReply);
  }
  expect(calls).toHaveLength(2);
});

it("The right can depend on the request, and a person without it can be told more than the denial", async () => {
  const calls: Calls = [];
  const handler = aboutRequest(calls, {
    right: ({ id }) => (id === request.id ? "answer" : "see"),
    denied: (_, actor) => message(`Denied to ${actor.name}`),
  });
  const interaction = { subject: request };
  expect(await runHandler(handler, anInteraction(amy, interaction), context)).toEqual(noReply);
  expect(await runHandler(handler, anInteraction(ada, interaction), context)).toMatchObject({
    notice: { title: `Denied to ${ada.name}` },
  });
  expect(calls).toHaveLength(1);
});

it("A person who may not see a request gets the same reply for every right to it", async () => {
  const rights: Right[] = [
    "see",
    "decide-as-admin",
    "decide-as-pi",
    "decide-for-pi",
    "change-pi",
    "delegate",
  ];
  const replies = rights.map((right) =>
    runHandler(aboutRequest([], { right }), anInteraction(zed, { subject: request }), context),
  );
  expect(new Set((await Promise.all(replies)).map((reply) => JSON.stringify(reply))).size).toBe(1);
});

it("An action that can be used with a request or without one has a right for each", async () => {
  const calls: Calls = [];
  const handler: OptionalRequestHandler = {
    name: "show-status",
    about: "optional-request",
    right: (given) => (given ? "see" : "see-own"),
    notDone: "Not done",
    command: { name: "status", arguments: "[id]", help: "" },
    async run({ values }, given) {
      calls.push(given ? ["run", values, given.id] : ["run", values]);
      return noReply;
    },
  };
  expect(await runHandler(handler, anInteraction(zed), context)).toEqual(noReply);
  for (const named of [{ subject: request }, { text: `${request.id}` }]) {
    expect(await runHandler(handler, anInteraction(zed, named), context)).toMatchObject({ kind: "message" });
    expect(await runHandler(handler, anInteraction(amy, named), context)).toEqual(noReply);
  }
  const { command: _, ...button } = handler;
  await runHandler(button, anInteraction(zed, { text: "please" }), context);
  expect(calls.map(([, , id]) => id)).toEqual([undefined, request.id, request.id, undefined]);
});

it("The right of a general action can depend on what the person typed", async () => {
  const calls: Calls = [];
  const handler: GeneralHandler = {
    ...general(calls, "see-own"),
    right: async ({ text }) => (text ? "reset-password-for-others" : "reset-password"),
  };
  expect(await runHandler(handler, anInteraction(amy), context)).toEqual(noReply);
  expect(await runHandler(handler, anInteraction(amy, { text: "bo" }), context)).toMatchObject({
    kind: "message",
  });
  expect(calls).toHaveLength(1);
});

it("A guest is refused an action that is about no request", async () => {
  const calls: Calls = [];
  const reply = await runHandler(general(calls, "request"), anInteraction(guest), noContext);
  expect(reply).toMatchObject({ kind: "message", notice: { title: "Not done" } });
  expect(calls).toEqual([]);
});

it("An action without a form runs at once, and nothing was filled in", async () => {
  const calls: Calls = [];
  await runHandler(aboutRequest(calls), anInteraction(amy, { subject: request }), context);
  await runHandler(general(calls, "see-own"), anInteraction(guest), noContext);
  expect(calls).toEqual([
    ["run", {}, request.id],
    ["run", {}],
  ]);
});

it("Looking at the form of an action that has none doesn't carry it out", async () => {
  const calls: Calls = [];
  const preview = anInteraction(amy, { subject: request, values: { yes: "yes" }, isPreview: true });
  expect(await runHandler(aboutRequest(calls), preview, context)).toEqual(noReply);
  expect(calls).toEqual([]);
});

it("The form comes first, a preview shows it again, and only the submitted form is acted on", async () => {
  const calls: Calls = [];
  const pressed = anInteraction(amy, { subject: request });
  const values = { reason: "a typo" };
  const preview = { ...pressed, values, isPreview: true };
  for (const interaction of [pressed, preview]) {
    const reply = await runHandler(withForm(calls), interaction, context);
    expect(reply).toMatchObject({ kind: "form", form: { action: "withdraw" } });
  }
  expect(await runHandler(withForm(calls), { ...pressed, values }, context)).toEqual(noReply);
  expect(calls).toEqual([
    ["form", undefined, request.id],
    ["form", values, request.id],
    ["run", values, request.id],
  ]);
});

it("Rights are checked again when the form is submitted", async () => {
  const calls: Calls = [];
  const submitted = anInteraction(zed, { subject: request, values: { reason: "none" } });
  expect(await runHandler(withForm(calls), submitted, context)).toMatchObject({ kind: "message" });
  expect(calls).toEqual([]);
});

it("An action that has no form to show says why instead", async () => {
  const why = { kind: "message", notice: { title: "Too late", lines: [] } } as const;
  const handlers = [
    aboutRequest([], { form: async () => why }),
    { ...general([], "see-own"), form: async () => why },
  ];
  for (const handler of handlers) {
    expect(await runHandler(handler, anInteraction(amy, { subject: request }), context)).toEqual(why);
  }
});

it("A command names its request by number, and whatever else it takes follows", async () => {
  const calls: Calls = [];
  const one = aboutRequest(calls, { command: { name: "withdraw", arguments: "<id>", help: "" } });
  const two = aboutRequest(calls, { command: { name: "change-pi", arguments: "<id> <PI>", help: "" } });
  await runHandler(one, anInteraction(amy, { text: `#${request.id}` }), context);
  await runHandler(two, anInteraction(amy, { text: `${request.id} @memory:bo` }), context);
  expect(calls.map(([, , id]) => id)).toEqual([request.id, request.id]);
  for (const text of ["", "999", `${request.id} @memory:bo`]) {
    await expect(runHandler(one, anInteraction(amy, { text }), context)).rejects.toThrow(UserError);
  }
});
