import { afterAll, expect, it } from "vitest";
import { claim } from "../../../src/handlers/actions/claim.ts";
import { details } from "../../../src/handlers/actions/details.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { forAdmin, isStuck } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

it("An admin reads everything about a request in a form that can't be submitted", async () => {
  const request = await desk.store({
    ...forAdmin,
    origin: "csv:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    warnings: ["The address is new."],
    plan: [{ system: "LDAP", text: "person aash", isNew: true }],
    details: { reason: "For my thesis" },
  });
  await desk.press(claim, ada, request);
  const reply = await desk.expectNoTrace(() => desk.press(details, ada, request));
  expect(reply).toMatchObject({ kind: "form", form: { action: "details", fields: [] } });
  expect(reply).not.toHaveProperty("form.submit");
  const text = JSON.stringify(reply);
  for (const part of [
    request.email,
    "The address is new.",
    "person aash",
    "For my thesis",
    "csv:9f86d081884c",
  ]) {
    expect(text).toContain(part);
  }
  // A whole digest is wider than a form.
  expect(text).not.toContain("0f00a08");
});

it("An admin reads the references under which the log has more, and the row of a file", async () => {
  const request = await desk.store(isStuck);
  await desk.database.query(
    `insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, detail)
     values ($1, 1, now(), 'requested', 'verify-identity', 'acct', 'acct', '', '{"source": {"file": "people.csv", "row": 17}}'),
            ($1, 2, now(), 'stuck', 'create-accounts', 'acct', 'acct', '', '{"reference": "k7f3"}')`,
    [request.id],
  );
  const text = JSON.stringify(await desk.press(details, ada, request));
  for (const part of ["people.csv", "17", "k7f3"]) expect(text).toContain(part);
});

it("Only admins can read it", async () => {
  const request = await desk.store(forAdmin);
  for (const actor of [amy, bo, dee, zed, guest]) {
    expect((await desk.press(details, actor, request)).kind).toBe("message");
  }
});

it("Closing the form changes nothing", async () => {
  const request = await desk.store(forAdmin);
  expect(await desk.expectNoTrace(() => desk.submit(details, ada, {}, request))).toEqual(noReply);
});
