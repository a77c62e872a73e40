import { afterAll, expect, it } from "vitest";
import { findRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { listPending } from "../../../src/pipeline/agreements/pending-documents.ts";
import { signForRequest } from "../../../src/pipeline/agreements/sign-documents.ts";
import { signAgreements } from "../../../src/pipeline/stages/sign-agreements.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { anAgreement, aText } from "../../agreements/an-agreement.ts";
import { DAY, inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { act } from "../jobs/a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const text = aText();
const agreements = [
  anAgreement({ source: { file: text.file } }),
  anAgreement({ name: "secret", title: "Secrecy", for: { projects: ["vault"] } }),
  anAgreement({ name: "quotas", title: "Fair use", for: { kinds: ["quota"] } }),
];
const deps = inMemoryDeps(db, { agreements });
const context = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };
const by = { by: { id: "email:amy@example.org", name: "Amy Ash" }, via: "web", from: "192.0.2.1" } as const;

async function reread({ id }: Pick<Request, "id">): Promise<Request> {
  const request = await findRequest(db, id);
  if (!request) throw new Error("The request is gone");
  return request;
}

/** Runs the stage and stores what it says, as the engine does. */
async function run(request: Request) {
  const outcome = await signAgreements.run(await reread(request), context);
  await act(database, request.id, outcome, context.now());
  return outcome;
}
const signatures = () =>
  database.query(
    "select agreement, version, email, via, signed_from, request_id from agreement_signatures order by id",
  );

it("A request that no agreement is for goes on, and its history shows nothing", async () => {
  const request = await storedRequest(db, { kind: "membership", stage: "sign-agreements", project: "astro" });
  expect(await signAgreements.run(request, context)).toMatchObject({ kind: "done", notNeeded: true });
});

it("A newcomer to a project with its own agreement signs both, one after the other, before anything is created", async () => {
  const request = await storedRequest(db, {
    stage: "sign-agreements",
    project: "Vault",
    email: "Nora@example.org",
  });
  expect(await run(request)).toMatchObject({
    kind: "wait",
    for: "signature",
    notifications: [{ template: "sign-agreements", data: { titles: "Terms of use\nSecrecy" } }],
  });
  const pending = await listPending(await reread(request), context);
  expect(pending.map(({ title }) => title)).toEqual(["Terms of use", "Secrecy"]);
  const [terms, secret] = pending.map(({ hash }) => hash);

  expect(await signForRequest(await reread(request), [terms ?? ""], by, context)).toMatchObject({
    kind: "signed",
    titles: ["Terms of use"],
    left: [{ title: "Secrecy" }],
  });
  // They have been asked for the second one already.
  expect(await run(request)).toMatchObject({ kind: "wait", notifications: [] });
  await signForRequest(await reread(request), [secret ?? ""], by, context);
  expect(await run(request)).toMatchObject({ kind: "done", note: "signed: Terms of use, Secrecy" });
  const signed = { version: "1", email: "nora@example.org", via: "web", signed_from: "192.0.2.1" };
  expect(await signatures()).toEqual([
    { agreement: "terms", ...signed, request_id: request.id },
    { agreement: "secret", ...signed, request_id: request.id },
  ]);
});

it("Signing twice makes one signature, also at the same time", async () => {
  const request = await storedRequest(db, { stage: "sign-agreements", email: "twice@example.org" });
  await run(request);
  const waiting = await reread(request);
  const [document] = await listPending(waiting, context);
  const hashes = [document?.hash ?? ""];
  const results = await Promise.all([1, 2, 3].map(() => signForRequest(waiting, hashes, by, context)));
  expect(results.filter(({ kind }) => kind === "signed")).toHaveLength(1);
  expect(await signForRequest(await reread(request), hashes, by, context)).toMatchObject({ kind: "nothing" });
  expect(
    await database.query("select 1 from agreement_signatures where email = 'twice@example.org'"),
  ).toHaveLength(1);
});

it("A text that has changed since it was shown isn't signed", async () => {
  const request = await storedRequest(db, { stage: "sign-agreements", email: "changed@example.org" });
  await run(request);
  const waiting = await reread(request);
  const [shown] = await listPending(waiting, context);
  text.write("Use it for anything.");
  expect(await signForRequest(waiting, [shown?.hash ?? ""], by, context)).toEqual({ kind: "changed" });
  const [now] = await listPending(waiting, context);
  expect(now?.hash).not.toBe(shown?.hash);
  expect(await signForRequest(waiting, [now?.hash ?? ""], by, context)).toMatchObject({ kind: "signed" });
  expect(
    await database.query("select text_hash from agreement_signatures where email = 'changed@example.org'"),
  ).toEqual([{ text_hash: now?.hash }]);
});

it("Someone who has signed doesn't sign again for their next request, until there is a new version", async () => {
  await database.query("update requests set status = 'closed', waits_for = null");
  await anAccount(db, "olga", { email: "changed@example.org", project: { name: "rocks" } });
  const draft = { stage: "sign-agreements", username: "olga", email: "changed@example.org" } as const;
  const request = await storedRequest(db, draft);
  expect(await signAgreements.run(request, context)).toMatchObject({ kind: "done" });
  const rules = { ...deps.rules, agreements: [anAgreement({ version: "2" })] };
  expect(await signAgreements.run(request, { ...context, rules })).toMatchObject({ kind: "wait" });
  const yearly = { ...deps.rules, agreements: [anAgreement({ renewEvery: 365 * DAY })] };
  expect(await signAgreements.run(request, { ...context, rules: yearly })).toMatchObject({ kind: "done" });
  const nextYear = () => later(366 * DAY);
  expect(await signAgreements.run(request, { ...context, rules: yearly, now: nextYear })).not.toMatchObject({
    kind: "done",
  });
});

it("A request that isn't signed in time is refused, and a text that can't be read is a failure that names the file", async () => {
  const request = await storedRequest(db, { stage: "sign-agreements", email: "late@example.org" });
  const late = { ...context, now: () => later(31 * DAY) };
  expect(await signAgreements.run(request, late)).toMatchObject({ kind: "refuse" });
  const rules = { ...deps.rules, agreements: [anAgreement({ source: { file: "/nowhere/terms.md" } })] };
  await expect(signAgreements.run(request, { ...context, rules })).rejects.toThrow("/nowhere/terms.md");
});
