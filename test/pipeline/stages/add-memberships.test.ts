import { afterAll, expect, it } from "vitest";
import { listGroupsOf } from "../../../src/db/group-memberships.ts";
import { insertMembership } from "../../../src/db/memberships.ts";
import { listAccountProjects } from "../../../src/db/projects.ts";
import type { Account } from "../../../src/db/tables/accounts.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { addMemberships } from "../../../src/pipeline/stages/add-memberships.ts";
import { inMemoryDeps, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const deps = inMemoryDeps(db);
let made = 0;

/** Creates Amy's account with its own project, and her request, which names these people as further members. */
async function aProjectWith(...additionalUsers: string[]) {
  const name = `stars${++made}`;
  const registration = await anAccount(db, `amy${made}`, { project: { name } });
  await deps.system.ensure(registration.account, registration.project);
  const request = { id: registration.account.requestId, details: { additionalUsers } } as unknown as Request;
  return { ...registration, request };
}

/** Someone with an account in another project. */
async function someone(username: string): Promise<Account> {
  const { account, project } = await anAccount(db, username, { project: { name: `of-${username}` } });
  await deps.system.ensure(account, project);
  return account;
}

const projectsOf = async ({ id }: Account) => (await listAccountProjects(db, id)).map(({ name }) => name);

it("Nothing is done if no further members were named", async () => {
  const { request } = await aProjectWith();
  expect(await addMemberships.run(request, deps)).toMatchObject({
    kind: "done",
    notNeeded: true,
  });
});

it("Further members are found by username or address, and become members once", async () => {
  const [ben, cleo] = [await someone("ben"), await someone("cleo")];
  const { request, project } = await aProjectWith("ben", "CLEO@example.org");
  const outcome = await addMemberships.run(request, deps);
  expect(outcome).toMatchObject({ kind: "done" });
  expect(await addMemberships.run(request, deps)).toEqual(outcome);
  expect(deps.system.projects.get(project.name)?.members).toEqual(new Set([`amy${made}`, "ben", "cleo"]));
  expect(await projectsOf(ben)).toEqual(["of-ben", project.name]);
  expect(await projectsOf(cleo)).toEqual(["of-cleo", project.name]);
});

it("Someone without an account doesn't keep the others out, and is named", async () => {
  const dora = await someone("dora");
  const { request, project } = await aProjectWith("nobody@example.org", "dora");
  expect(await addMemberships.run(request, deps)).toMatchObject({
    kind: "done",
    note: expect.stringContaining("nobody@example.org"),
  });
  expect(await projectsOf(dora)).toContain(project.name);
});

it("A member who was offboarded is not added", async () => {
  const finn = await someone("finn");
  await database.query("update accounts set removed_at = now() where id = $1", [finn.id]);
  const { request, project } = await aProjectWith("finn");
  expect(await addMemberships.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await projectsOf(finn)).not.toContain(project.name);
});

it("While a system fails, the membership isn't in the registry, and the next attempt completes it", async () => {
  const gina = await someone("gina");
  const { request, project } = await aProjectWith("gina");
  const cut = { ...deps, provisioners: [deps.system.cutAt(1)] };
  await expect(addMemberships.run(request, cut)).rejects.toThrow("was lost");
  expect(await projectsOf(gina)).not.toContain(project.name);
  await addMemberships.run(request, deps);
  expect(await projectsOf(gina)).toContain(project.name);
});

it("A request without a project in the registry fails instead of adding anyone", async () => {
  const { id } = await storedRequest(db);
  const request = { id, details: { additionalUsers: ["ben"] } } as unknown as Request;
  await expect(addMemberships.run(request, deps)).rejects.toThrow(`request ${id}`);
});

it("A member who is in the registry already stays one", async () => {
  const hugo = await someone("hugo");
  const { request, project } = await aProjectWith("hugo");
  await insertMembership(db, {
    accountId: hugo.id,
    personId: hugo.personId,
    projectId: project.id,
    source: "request",
    requestId: request.id,
    createdAt: START,
  });
  expect(await addMemberships.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await projectsOf(hugo)).toEqual(["of-hugo", project.name]);
});

it("Groups besides the project are in the registry before someone is added, so that a repetition adds them and offboarding finds them", async () => {
  const { request, account } = await aProjectWith();
  const joined: string[] = [];
  let isAway = true;
  const groups = {
    async join({ username }: { readonly username: string }, group: string) {
      if (isAway) throw new Failure("it's away");
      joined.push(`${username} ${group}`);
    },
    leave: async () => "nothing to remove",
  };
  const otherGroups = [{ name: "gpu", title: "GPU users", system: "ldap", decider: "admin" } as const];
  const withGroups = {
    ...deps,
    rules: { ...deps.rules, otherGroups },
    provisioners: [{ ...deps.system, name: "LDAP", groups }],
  };
  const asks = { ...request, details: { groups: ["gpu", "unknown"] } };
  await expect(addMemberships.run(asks, withGroups)).rejects.toThrow("away");
  expect(await listGroupsOf(db, account.id, "LDAP")).toEqual(["gpu"]);
  isAway = false;
  const outcome = await addMemberships.run(asks, withGroups);
  expect(outcome).toMatchObject({ kind: "done", note: expect.stringContaining("gpu") });
  expect(await addMemberships.run(asks, withGroups)).toEqual(outcome);
  expect(joined).toEqual([`${account.username} gpu`, `${account.username} gpu`]);
  expect(await listGroupsOf(db, account.id, "LDAP")).toEqual(["gpu"]);
});
