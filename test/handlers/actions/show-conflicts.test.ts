import { afterAll, expect, it } from "vitest";
import type { Actor } from "../../../src/chat/chat.ts";
import { decideSkip } from "../../../src/handlers/actions/decide-skip.ts";
import { showConflicts } from "../../../src/handlers/actions/show-conflicts.ts";
import { aKeptConflict } from "../a-kept-conflict.ts";
import { ada, amy, guest } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

/** The buttons of what is shown: the action and, for all but the next one, the mark of the conflict. */
async function shown(text = "", actor: Actor = ada) {
  const reply = await desk.expectNoTrace(() => desk.type(showConflicts, actor, text));
  const buttons = reply.kind === "message" ? (reply.notice.buttons ?? []) : [];
  return {
    marks: new Set(buttons.flatMap(({ action, mark }) => (action === "show-conflicts" ? [] : (mark ?? [])))),
    next: buttons.find(({ action }) => action === "show-conflicts")?.mark,
    actions: buttons.map(({ action }) => action),
  };
}

it("An admin is led through the open conflicts one by one, and around", async () => {
  expect(await shown()).toMatchObject({ actions: [] });
  const first = await aKeptConflict(db, "first", { mayBe: ["mkeller"] });
  expect((await shown()).next).toBeUndefined();
  const second = await aKeptConflict(db, "second");
  const begin = await shown();
  expect(begin.marks).toEqual(new Set([first.mark]));
  const then = await shown(begin.next);
  expect(then.marks).toEqual(new Set([second.mark]));
  expect((await shown(then.next)).marks).toEqual(new Set([first.mark]));
});

it("A conflict is found by its name, also one that is left out, to decide again", async () => {
  const third = await aKeptConflict(db, "third");
  expect((await shown("THIRD")).marks).toEqual(new Set([third.mark]));
  await desk.type(decideSkip, ada, third.mark);
  const { actions, marks } = await shown("third");
  expect(actions).toContain("reopen-conflict");
  expect(marks).toEqual(new Set([third.mark]));
  expect((await shown("nobody")).actions).toEqual([]);
});

it("The buttons are the decisions that can be followed", async () => {
  const actionsOf = async (name: string, but: Parameters<typeof aKeptConflict>[2]) => {
    await aKeptConflict(db, name, but);
    return (await shown(name)).actions.filter((action) => action !== "show-conflicts");
  };
  const all = ["decide-same", "decide-different", "decide-named", "decide-skip"];
  expect(await actionsOf("one", { mayBe: ["jlind"] })).toEqual(all);
  expect(await actionsOf("several", { mayBe: ["jlind", "mkeller"] })).toEqual(all.slice(1));
  // The name is taken, so no one else can get it.
  expect(await actionsOf("taken", { mayBe: ["taken"] })).toEqual([
    "decide-same",
    "decide-named",
    "decide-skip",
  ]);
  expect(await actionsOf("astro", { subject: "project", mayBe: ["stars"] })).toEqual([
    "decide-same",
    "decide-named",
    "decide-skip",
  ]);
});

it("No one but admins sees conflicts", async () => {
  for (const actor of [amy, guest]) expect((await shown("", actor)).actions).toEqual([]);
});
