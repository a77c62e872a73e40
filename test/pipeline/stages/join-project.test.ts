import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../../src/db/accounts.ts";
import { isMember } from "../../../src/db/memberships.ts";
import { findProject } from "../../../src/db/projects.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { joinProject } from "../../../src/pipeline/stages/join-project.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const deps = inMemoryDeps(db);

/** Amy has an account, and everyone has approved that she joins another project. */
async function anApproved(
  username: string,
  project: string,
  but: Partial<NewRequest> = {},
): Promise<Request> {
  const registration = await anAccount(db, username, { project: { name: `of-${username}` } });
  await deps.system.ensure(registration.account, registration.project);
  return storedRequest(db, {
    kind: "membership",
    stage: "join-project",
    username,
    project,
    piName: "Bo Birch",
    piEmail: "bo@example.org",
    approvals: [anApproval(), fromBo()],
    ...but,
  });
}

async function isIn(username: string, name: string): Promise<boolean> {
  const [account, project] = [await findAccountByUsername(db, username), await findProject(db, name)];
  return account !== undefined && project !== undefined && isMember(db, account.id, project.id);
}

it("The person becomes a member in every system and in the registry, once, and is told", async () => {
  await anAccount(db, "founder", { project: { name: "stars" } });
  const request = await anApproved("amy", "stars");
  const outcome = await joinProject.run(request, deps);
  expect(outcome).toMatchObject({ kind: "done", notifications: [{ template: "joined" }] });
  expect(await joinProject.run(request, deps)).toEqual(outcome);
  expect(deps.system.projects.get("stars")?.members).toEqual(new Set(["amy"]));
  expect(await isIn("amy", "stars")).toBe(true);
});

it("A project that only the directory has is adopted with its number and the approved PI", async () => {
  deps.namespace.addGroup("old", 4711);
  const request = await anApproved("adopts", "old");
  expect(await joinProject.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await findProject(db, "old")).toMatchObject({
    gidNumber: 4711,
    adopted: true,
    piEmail: "bo@example.org",
  });
  expect(await isIn("adopts", "old")).toBe(true);
});

it("A project that neither the registry nor the directory has can't be joined", async () => {
  const request = await anApproved("lost", "vanished");
  await expect(joinProject.run(request, deps)).rejects.toThrow("vanished");
  expect(await findProject(db, "vanished")).toBeUndefined();
});

it("No one joins without every approval", async () => {
  await anAccount(db, "guard", { project: { name: "guarded" } });
  const request = await anApproved("lacking", "guarded", { approvals: [anApproval()] });
  await expect(joinProject.run(request, deps)).rejects.toThrow("the PI");
  expect(deps.system.projects.has("guarded")).toBe(false);
  expect(await isIn("lacking", "guarded")).toBe(false);
});

it("No one joins whose account was offboarded in the meantime", async () => {
  await anAccount(db, "stays", { project: { name: "left" } });
  const request = await anApproved("leaves", "left");
  await database.query("update accounts set removed_at = now() where username = 'leaves'");
  await expect(joinProject.run(request, deps)).rejects.toThrow("leaves");
});

it("While a system fails, the membership isn't in the registry, and the next attempt completes it", async () => {
  await anAccount(db, "first", { project: { name: "cut" } });
  const request = await anApproved("second", "cut");
  const cut = { ...deps, provisioners: [deps.system.cutAt(2)] };
  await expect(joinProject.run(request, cut)).rejects.toThrow("was lost");
  expect(await isIn("second", "cut")).toBe(false);
  expect(await joinProject.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await isIn("second", "cut")).toBe(true);
});
