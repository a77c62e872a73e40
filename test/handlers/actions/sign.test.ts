import { afterAll, expect, it } from "vitest";
import { insertAsk } from "../../../src/db/agreement-asks.ts";
import { sign } from "../../../src/handlers/actions/sign.ts";
import { anAgreement, aText } from "../../agreements/an-agreement.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { fieldOf, fieldsOf, newDesk } from "../desk.ts";

const text = aText("# Rules\n\nBe kind.");
const desk = await newDesk({
  agreements: [anAgreement({ source: { file: text.file }, for: { kinds: ["account", "membership"] } })],
});
const { db } = desk.database;
afterAll(() => desk.close());

const waiting = { status: "waiting", stage: "sign-agreements", waitsFor: "signature" } as const;
const signatures = (email: string) =>
  desk.database.query<{ via: string; signed_from: string; text_hash: string }>(
    "select via, signed_from, text_hash from agreement_signatures where email = $1",
    [email],
  );

it("The requester reads the text in a form, and signs it with one choice", async () => {
  const request = await desk.store(waiting);
  const form = await desk.press(sign, amy, request);
  expect(fieldsOf(form)).toEqual(["document0"]);
  expect(form.kind === "form" && form.form.intro).toEqual(["Terms of use (1)", "Rules", "Be kind."]);
  const value = fieldOf(form, "document0").choices?.[0]?.value ?? "";
  expect((await desk.submit(sign, amy, { document0: value }, request)).kind).toBe("message");
  expect(await signatures(request.email)).toMatchObject([{ via: "chat", signed_from: amy.user }]);
  expect((await signatures(request.email))[0]?.text_hash.startsWith(value)).toBe(true);
  expect(await desk.recordOf(request)).toMatchObject({
    state: ["running", "sign-agreements", null],
    events: [`signed by ${amy.user}`],
    notes: ["Terms of use"],
  });
});

it("No one else can sign for the requester, not even an admin or the PI", async () => {
  const request = await desk.store(waiting);
  const form = await desk.press(sign, amy, request);
  const document0 = fieldOf(form, "document0").choices?.[0]?.value ?? "";
  for (const actor of [ada, bo, zed, guest]) {
    await desk.expectNoTrace(() => desk.press(sign, actor, request));
    await desk.expectNoTrace(() => desk.submit(sign, actor, { document0 }, request));
  }
});

it("Nothing is signed without a choice, with an older text, or once the request doesn't wait anymore", async () => {
  const request = await desk.store(waiting);
  const form = await desk.press(sign, amy, request);
  const document0 = fieldOf(form, "document0").choices?.[0]?.value ?? "";
  await desk.expectNoTrace(() => desk.submit(sign, amy, { document0: "" }, request));
  text.write("Be kind, always.");
  await desk.expectNoTrace(() => desk.submit(sign, amy, { document0 }, request));
  const over = await desk.store({ stage: "sign-agreements", status: "withdrawn" });
  await desk.expectNoTrace(() => desk.press(sign, amy, over));
});

it("Someone whose address the chat doesn't prove signs by the link in the email", async () => {
  const request = await desk.store({ ...waiting, details: { isUnproven: true } });
  expect((await desk.expectNoTrace(() => desk.press(sign, amy, request))).kind).toBe("message");
});

it("Someone who was asked to sign again does so without a request, and only they", async () => {
  const { account } = await anAccount(db, "bbirch", { email: "bo@example.org", chatUser: bo.user });
  const about = { personId: account.personId, agreement: "terms", version: "1", suspendedAt: null };
  const ask = await insertAsk(db, about, START);
  for (const actor of [ada, amy, zed])
    await desk.expectNoTrace(() => desk.type(sign, actor, ask?.mark ?? ""));
  for (const mark of ["", "x", "00000000-0000-4000-8000-000000000000"])
    await desk.expectNoTrace(() => desk.type(sign, bo, mark));
  const form = await desk.type(sign, bo, ask?.mark ?? "");
  const document0 = fieldOf(form, "document0").choices?.[0]?.value ?? "";
  expect((await desk.fill(sign, bo, ask?.mark ?? "", { document0 })).kind).toBe("message");
  expect(await signatures("bo@example.org")).toMatchObject([{ via: "chat", signed_from: bo.user }]);
  expect(await desk.database.query("select 1 from agreement_asks where ended_at is null")).toEqual([]);
});

it("A long text ends with a link to all of it", async () => {
  text.write("A paragraph of some words.\n\n".repeat(600));
  const request = await desk.store(waiting);
  const form = await desk.press(sign, amy, request);
  const intro = form.kind === "form" ? (form.form.intro ?? []) : [];
  expect(intro.join("").length).toBeLessThan(10_000);
  expect(String(intro.at(-1))).toContain("/agreements?token=");
});
