import { afterAll, beforeEach, expect, it } from "vitest";
import { findRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { listPending } from "../../../src/pipeline/agreements/pending-documents.ts";
import { signForRequest } from "../../../src/pipeline/agreements/sign-documents.ts";
import { awaitAgreements } from "../../../src/pipeline/stages/await-agreements.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { anAgreement } from "../../agreements/an-agreement.ts";
import { inMemoryAgreements, inMemoryProvisioner } from "../../in-memory/in-memory-provisioner.ts";
import { DAY, inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";
import { act } from "../jobs/a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

let agreements = inMemoryAgreements();
beforeEach(() => {
  agreements = inMemoryAgreements();
  agreements.documents.set("uuid-1", { title: "User agreement", html: "<p>Be <b>kind</b>.</p>" });
});

function someContext(rules: Parameters<typeof inMemoryDeps>[1] = {}) {
  const deps = inMemoryDeps(db, rules);
  const arvados = { ...inMemoryProvisioner("Arvados"), agreements };
  const provisioners = [deps.system, arvados];
  return { ...deps, provisioners, workflows: buildWorkflows(deps.rules.approvals) };
}
const by = { by: { id: "email:amy@example.org", name: "Amy Ash" }, via: "web", from: "192.0.2.1" } as const;

async function reread({ id }: Pick<Request, "id">): Promise<Request> {
  const request = await findRequest(db, id);
  if (!request) throw new Error("The request is gone");
  return request;
}
async function run(request: Request, context = someContext()) {
  const outcome = await awaitAgreements.run(await reread(request), context);
  await act(database, request.id, outcome, context.now());
  return outcome;
}
async function anAwaiting(username: string) {
  await anAccount(db, username, { project: { name: `of-${username}` } });
  const email = `${username}@example.org`;
  return storedRequest(db, { stage: "await-agreements", username, email });
}

it("Where no system asks for a signature, nothing waits", async () => {
  const request = await anAwaiting("nobody");
  const context = inMemoryDeps(db);
  expect(await awaitAgreements.run(request, context)).toMatchObject({ kind: "done", notNeeded: true });
});

it("The person signs what the system asks for, the system gets the evidence, and only then are they let in", async () => {
  const request = await anAwaiting("amy");
  expect(await run(request)).toMatchObject({
    kind: "wait",
    for: "signature",
    notifications: [{ template: "sign-agreements", data: { titles: "User agreement" } }],
  });
  expect(agreements.active).toEqual(new Set());
  const context = someContext();
  const [document] = await listPending(await reread(request), context);
  expect(document).toMatchObject({ blocks: [{ kind: "paragraph", text: "Be kind." }] });
  await signForRequest(await reread(request), [document?.hash ?? ""], by, context);
  expect(await run(request)).toMatchObject({ kind: "done", note: "Arvados: amy can log in" });
  expect(agreements.active).toEqual(new Set(["amy"]));
  expect(agreements.signed.get("amy uuid-1")).toMatchObject({
    via: "web",
    from: "192.0.2.1",
    textHash: document?.hash,
  });
  expect(agreements.calls).toEqual(["sign amy uuid-1", "activate amy"]);
});

it("A process that dies after any call to the system is safe: the next one signs and lets in once", async () => {
  const request = await anAwaiting("kim");
  const context = someContext();
  await run(request, context);
  const [document] = await listPending(await reread(request), context);
  await signForRequest(await reread(request), [document?.hash ?? ""], by, context);
  for (const dying of ["sign", "activate"] as const) {
    const dies = {
      ...agreements,
      [dying]: async (...given: Parameters<typeof agreements.sign>) => {
        await agreements[dying](...given);
        throw new Error("the process died");
      },
    };
    const provisioners = [{ ...inMemoryProvisioner("Arvados"), agreements: dies }];
    await expect(awaitAgreements.run(await reread(request), { ...context, provisioners })).rejects.toThrow(
      "died",
    );
  }
  expect(await run(request, context)).toMatchObject({ kind: "done" });
  expect([...agreements.signed.keys()]).toEqual(["kim uuid-1"]);
  expect(agreements.active).toEqual(new Set(["kim"]));
});

it("A document that the system adds while the person reads has to be signed as well", async () => {
  const request = await anAwaiting("lee");
  const context = someContext();
  await run(request, context);
  const [first] = await listPending(await reread(request), context);
  agreements.documents.set("uuid-2", { title: "Data rules", html: "<p>Keep it.</p>" });
  await signForRequest(await reread(request), [first?.hash ?? ""], by, context);
  expect(await run(request, context)).toMatchObject({
    kind: "wait",
    notifications: [{ data: { titles: "Data rules" } }],
  });
  expect(agreements.active).toEqual(new Set());
});

it("A document of acct.yml for the system holds the login back, too", async () => {
  const request = await anAwaiting("max");
  agreements.documents.clear();
  const rules = { agreements: [anAgreement({ title: "Cloud rules", for: { systems: ["Arvados"] } })] };
  const context = someContext(rules);
  expect(await run(request, context)).toMatchObject({ kind: "wait" });
  const [document] = await listPending(await reread(request), context);
  await signForRequest(await reread(request), [document?.hash ?? ""], by, context);
  expect(await run(request, context)).toMatchObject({ kind: "done" });
  expect(agreements.active).toEqual(new Set(["max"]));
});

it("After the time for a signature, the request goes on without the login, and the admins are told", async () => {
  const request = await anAwaiting("ron");
  const context = { ...someContext(), now: () => later(31 * DAY) };
  expect(await run(request, context)).toMatchObject({
    kind: "done",
    notifications: [{ template: "needs-attention" }],
  });
  expect(agreements.active).toEqual(new Set());
});
