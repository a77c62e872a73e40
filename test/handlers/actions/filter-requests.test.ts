import { afterAll, expect, it } from "vitest";
import { STATUSES } from "../../../src/db/names.ts";
import { filterRequests } from "../../../src/handlers/actions/filter-requests.ts";
import { UserError } from "../../../src/handlers/handler.ts";
import { parseListQuery } from "../../../src/handlers/list-filter.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { choicesOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

it("An admin fills in the filters of /acct list, and the Home tab shows what matches", async () => {
  const shown = await desk.press(filterRequests, ada);
  expect(fieldsOf(shown)).toEqual(["status", "pi", "older", "text"]);
  const values = { status: "stuck", pi: " Grace Hopper ", older: "3", text: " amy " };
  const reply = await desk.expectNoTrace(() => desk.submit(filterRequests, ada, values));
  expect(reply).toMatchObject({ kind: "home", home: { filter: "stuck pi:Hopper older:3d amy" } });
});

it("Every choice of the form is a filter that the command understands", async () => {
  const shown = await desk.press(filterRequests, ada);
  const now = desk.context.now();
  expect(choicesOf(shown, "status")).toHaveLength(STATUSES.length + 1);
  for (const status of choicesOf(shown, "status")) {
    expect(parseListQuery(status, now).filter).not.toHaveProperty("text");
  }
  for (const older of choicesOf(shown, "older")) {
    expect(parseListQuery(`older:${older}d`, now).filter).toHaveProperty("before");
  }
});

it("An empty form shows everything again", async () => {
  const reply = await desk.submit(filterRequests, ada, {});
  expect(reply).toMatchObject({ kind: "home" });
  expect(reply).not.toHaveProperty("home.filter");
});

it("An unknown filter keeps the form open", async () => {
  await expect(desk.submit(filterRequests, ada, { text: "kind:quota" })).rejects.toThrow(UserError);
});

it("Only admins can find other people's requests", async () => {
  for (const actor of [amy, bo, zed, guest]) {
    expect((await desk.press(filterRequests, actor)).kind).toBe("message");
    expect((await desk.submit(filterRequests, actor, { status: "all" })).kind).toBe("message");
  }
});
