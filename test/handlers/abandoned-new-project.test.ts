import { afterAll, beforeEach, expect, it } from "vitest";
import { findAccountByRequest } from "../../src/db/accounts.ts";
import { inTransaction } from "../../src/db/client.ts";
import { findProject } from "../../src/db/projects.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { Failure } from "../../src/failure/failure.ts";
import { abandon } from "../../src/handlers/actions/abandon.ts";
import { inviteMember } from "../../src/handlers/actions/invite-member.ts";
import { validateProject } from "../../src/handlers/field-validators.ts";
import { foundProject } from "../../src/pipeline/stages/found-project.ts";
import { register } from "../../src/pipeline/stages/register.ts";
import { anApproval, aRequest, fromBo } from "../a-request.ts";
import { inMemoryProvisioner } from "../in-memory/in-memory-provisioner.ts";
import { anAccount } from "../in-registry.ts";
import { ada, bo } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const { database } = desk;
const ldap = inMemoryProvisioner("LDAP");
const context = { ...desk.context, provisioners: [ldap] };
await anAccount(database.db, "aash", { email: "amy@example.org" });
beforeEach(() => {
  ldap.projects.clear();
  ldap.people.clear();
});

let number = 0;
/** A request for a new project that is registered, and then got stuck. */
async function aStuckFounding(but: Partial<Request> = {}) {
  const project = `lab-${++number}`;
  const stored = await desk.store({
    ...{ kind: "project", status: "running", stage: "found-project", waitsFor: null, project },
    ...{ username: "aash", email: "amy@example.org", piEmail: "bo@example.org" },
    details: { newProject: true, projectDescription: "Lenses" },
    ...but,
  });
  const approved = {
    ...stored,
    approvals: aRequest({ ...stored, approvals: [anApproval(), fromBo()] }).approvals,
  };
  const stage = stored.kind === "project" ? foundProject : register;
  expect(await stage.run(approved, context)).toMatchObject({ kind: "done" });
  expect(await findProject(database.db, project)).toMatchObject({ requestId: stored.id });
  const next = stored.kind === "project" ? "join-project" : "create-accounts";
  await database.query("update requests set status = 'stuck', stage = $2, problem = 'x' where id = $1", [
    stored.id,
    next,
  ]);
  return { project, request: { ...stored, status: "stuck" as const, stage: next as Request["stage"] } };
}
const giveUp = (request: Request) => {
  Object.assign(desk.context, { provisioners: [ldap] });
  return desk.submit(abandon, ada, { reason: "It can't be created" }, request);
};
const isFree = async (name: string) =>
  (await validateProject(name, { projectKind: "new" }, context))?.isValid === true;

it.each(["project", "account"] as const)(
  "The name of a new project for which nothing was created is free again after a request for %s is given up",
  async (kind) => {
    const founder = {
      kind,
      ...(kind === "account" ? { username: "nnovak", email: "nina@example.org" } : {}),
    };
    const { project, request } = await aStuckFounding({
      ...founder,
      ...(kind === "account" ? { stage: "register" as const } : {}),
    });
    expect(await isFree(project)).toBe(false);
    const reply = await giveUp(request);
    expect(JSON.stringify(reply)).toContain(project);
    expect(await isFree(project)).toBe(true);
    expect(await findAccountByRequest(database.db, request.id)).toBeUndefined();
    expect(await desk.recordOf(request)).toMatchObject({ state: ["refused", request.stage, null] });
  },
);

it("A project that a system has stays in the registry, and the admin reads where", async () => {
  const { project, request } = await aStuckFounding();
  ldap.projects.set(project, { madeByAcct: true, members: new Set() });
  expect(JSON.stringify(await giveUp(request))).toContain("LDAP");
  expect(await isFree(project)).toBe(false);
  expect(await desk.recordOf(request)).toMatchObject({ state: ["refused", "join-project", null] });
});

it("A project whose name someone else's has in a system leaves the registry with its request, because nothing of it is acct's", async () => {
  const { project, request } = await aStuckFounding();
  ldap.projects.set(project, { madeByAcct: false, members: new Set() });
  await giveUp(request);
  expect(await findProject(database.db, project)).toBeUndefined();
});

it("A project stays while a system can't be asked, and while it is in use", async () => {
  const away = await aStuckFounding();
  const { planProject } = ldap;
  ldap.planProject = () => Promise.reject(new Failure("LDAP does not respond"));
  expect(JSON.stringify(await giveUp(away.request))).toContain("LDAP");
  ldap.planProject = planProject as NonNullable<typeof planProject>;
  expect(await findProject(database.db, away.project)).toBeDefined();

  const used = await aStuckFounding({ piName: bo.name, piUser: bo.user });
  await desk.fill(inviteMember, bo, used.project, { mail: "kim@elsewhere.example" });
  expect((await giveUp(used.request)).kind).toBe("message");
  expect(await findProject(database.db, used.project)).toBeDefined();
});

it("What was registered for a request that goes on is never taken back", async () => {
  const { project, request } = await aStuckFounding();
  await inTransaction(database.db, (tx) =>
    tx.execute(`update requests set status = 'running' where id = ${request.id}`),
  );
  expect((await giveUp(request)).kind).toBe("message");
  expect(await findProject(database.db, project)).toBeDefined();
});
