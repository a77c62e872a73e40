import { afterAll, describe, expect, it } from "vitest";
import { findAccountByUsername } from "../../../src/db/accounts.ts";
import { findProject } from "../../../src/db/projects.ts";
import { findRequest } from "../../../src/db/requests.ts";
import { createAccounts } from "../../../src/pipeline/stages/create-accounts.ts";
import { inMemoryProvisioner } from "../../in-memory/in-memory-provisioner.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

/** A request whose account is in the registry, and in no system yet. */
async function aRegistered(username: string) {
  const { account, project } = await anAccount(db, username, { project: { name: `of-${username}` } });
  const request = await findRequest(db, account.requestId);
  if (!request) throw new Error("The request is gone");
  return { account, project, request: { ...request, username, project: project.name } };
}

const isRegistered = async (username: string) => (await findAccountByUsername(db, username)) !== undefined;

it("The person, the project and the membership are created in every system, once", async () => {
  const deps = inMemoryDeps(db);
  const cloud = inMemoryProvisioner("OpenStack");
  const both = { ...deps, provisioners: [deps.system, cloud] };
  const { request, project } = await aRegistered("amy");
  const outcome = await createAccounts.run(request, both);
  expect(outcome).toMatchObject({ kind: "done", note: expect.stringMatching(/LDAP.*OpenStack/) });
  expect(await createAccounts.run(request, both)).toEqual(outcome);
  for (const { people, projects } of [deps.system, cloud]) {
    expect([...people.keys()]).toEqual(["amy"]);
    expect(projects.get(project.name)?.members).toEqual(new Set(["amy"]));
  }
});

it("Where no system is configured, it is not needed", async () => {
  const { request } = await aRegistered("alone");
  expect(await createAccounts.run(request, { ...inMemoryDeps(db), provisioners: [] })).toMatchObject({
    kind: "done",
    notNeeded: true,
  });
});

it("A request that isn't in the registry is registered first", async () => {
  expect(await createAccounts.run(await storedRequest(db), inMemoryDeps(db))).toMatchObject({
    kind: "rewind",
    stage: "register",
  });
});

it("When a system loses the connection, nothing is undone, and the next attempt completes it", async () => {
  const deps = inMemoryDeps(db);
  const { request } = await aRegistered("cut");
  const cut = { ...deps, provisioners: [deps.system.cutAt(3)] };
  await expect(createAccounts.run(request, cut)).rejects.toThrow("was lost");
  expect(await isRegistered("cut")).toBe(true);
  expect(await createAccounts.run(request, deps)).toMatchObject({ kind: "done" });
  expect([...deps.system.people.keys()]).toEqual(["cut"]);
});

it("The IDs that the systems report are stored, also if one of the systems fails", async () => {
  const deps = inMemoryDeps(db);
  const cloud = inMemoryProvisioner("OpenStack");
  const { request } = await aRegistered("known");
  const both = { ...deps, provisioners: [deps.system, cloud.cutAt(1)] };
  await expect(createAccounts.run(request, both)).rejects.toThrow("was lost");
  const id = deps.system.people.get("known")?.id;
  expect((await findAccountByUsername(db, "known"))?.externalIds).toEqual({ LDAP: id });
});

it("While the directory fails, nothing is created in the systems after it", async () => {
  const deps = inMemoryDeps(db);
  const scheduler = inMemoryProvisioner("Slurm");
  const { request } = await aRegistered("early");
  const provisioners = [{ ...scheduler, after: ["LDAP"] }, deps.system.cutAt(1)];
  await expect(createAccounts.run(request, { ...deps, provisioners })).rejects.toThrow("was lost");
  expect([...scheduler.people.keys()]).toEqual([]);
});

describe("a username that belongs to someone else", () => {
  it("is released if nothing was created anywhere, and the next one is taken", async () => {
    const deps = inMemoryDeps(db);
    const { request, project } = await aRegistered("taken");
    deps.system.addStranger("taken");
    expect(await createAccounts.run(request, deps)).toMatchObject({
      kind: "rewind",
      stage: "confirm-plan",
      facts: { username: "aash" },
      notifications: [{ template: "needs-attention" }, { template: "thread-note" }],
    });
    expect(await isRegistered("taken")).toBe(false);
    expect(await findProject(db, project.name)).toBeUndefined();
    expect(await createAccounts.run(request, deps)).toMatchObject({ kind: "rewind", stage: "register" });
  });

  it("stays registered if another system has the account by now, and the request fails", async () => {
    const deps = inMemoryDeps(db);
    const cloud = inMemoryProvisioner("OpenStack");
    const { request } = await aRegistered("half");
    cloud.addStranger("half");
    const both = { ...deps, provisioners: [deps.system, cloud] };
    await expect(createAccounts.run(request, both)).rejects.toThrow("OpenStack");
    expect(await isRegistered("half")).toBe(true);
    expect([...deps.system.people.keys()]).toEqual(["half"]);
  });
});
