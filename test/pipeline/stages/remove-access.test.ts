import { afterAll, expect, it } from "vitest";
import { closeAccount, findFormerOrAccount, reopenAccount } from "../../../src/db/accounts.ts";
import { Failure } from "../../../src/failure/failure.ts";
import type { PipelineDeps } from "../../../src/pipeline/pipeline-deps.ts";
import { removeAccess } from "../../../src/pipeline/stages/remove-access.ts";
import { NotYetError, type Provisioner } from "../../../src/provisioners/provisioner.ts";
import { inMemoryProvisioner } from "../../in-memory/in-memory-provisioner.ts";
import { inMemoryDeps, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const deps = inMemoryDeps(db);
const [directory, cloud] = [inMemoryProvisioner("LDAP"), inMemoryProvisioner("OpenStack")];

/** Someone with access to both systems, whose account is closed. */
async function leaving(username: string) {
  const { account, project } = await anAccount(db, username, { project: { name: `of-${username}` } });
  for (const system of [directory, cloud]) await system.ensure(account, project);
  await closeAccount(db, account.id, START);
  const request = await storedRequest(db, { kind: "offboarding", stage: "remove-access", username });
  const remove = (provisioners: readonly Provisioner[] = [directory, cloud]) =>
    removeAccess.run(request, { ...deps, provisioners } satisfies PipelineDeps);
  const left = async () =>
    (await Promise.all([directory, cloud].map((system) => system.findAccess?.(account, [project])))).flat();
  return { account, request, remove, left };
}

const fails: Provisioner = {
  ...directory,
  suspend: () => Promise.reject(new Failure("the server is down")),
  leave: () => Promise.reject(new Failure("the server is down")),
};
const hasJobs: Provisioner = {
  ...directory,
  leave: () => Promise.reject(new NotYetError("1 job still runs (77)", 60_000)),
};

it("The person loses access to every system, and what was there before is recorded", async () => {
  const { remove, left, account } = await leaving("amy");
  expect(await remove()).toMatchObject({ kind: "done", note: expect.stringMatching(/LDAP.*OpenStack/) });
  expect(await left()).toEqual([]);
  expect(await remove()).toMatchObject({ kind: "done" });
  expect(await findFormerOrAccount(db, account.username)).toMatchObject({
    foundBefore: { LDAP: "open", OpenStack: "open" },
  });
});

it("A system that fails doesn't keep the others from being tried, and the failure names where they are locked out and everything that is left", async () => {
  const { remove, left } = await leaving("ben");
  await expect(remove([fails, cloud])).rejects.toThrow(
    /^Locked out of OpenStack\. LDAP: .*down; LDAP, of-ben: .*down$/,
  );
  expect(await left()).toEqual([expect.stringMatching(/ben can log in/), expect.stringMatching(/of-ben/)]);
  expect(await remove()).toMatchObject({ kind: "done" });
  expect(await left()).toEqual([]);
});

it("A running job is no failure: the stage looks again later, and says what it waits for", async () => {
  const { remove } = await leaving("cy");
  const outcome = await remove([hasJobs, cloud]);
  expect(outcome).toMatchObject({
    kind: "busy",
    note: expect.stringMatching(/LDAP.*OpenStack\. LDAP, of-cy: .*77/),
  });
  expect(outcome).toMatchObject({ notifications: [] });
  expect(outcome.kind === "busy" && outcome.retryAt > START).toBe(true);
});

it("A failure counts as one, even if another system only waits for a job", async () => {
  const { remove } = await leaving("dee");
  await expect(remove([hasJobs, { ...fails, name: "OpenStack" }])).rejects.toThrow(/77.*OpenStack.*down/);
});

it("The admins are told about access that acct didn't give, and the request stays open until it is gone", async () => {
  const { remove, request } = await leaving("eve");
  directory.projects.set("by-hand", { madeByAcct: false, members: new Set(["eve"]) });
  expect(await remove()).toMatchObject({
    kind: "busy",
    note: expect.stringMatching(/by-hand/),
    notifications: [
      {
        template: "needs-attention",
        data: { why: expect.stringMatching(new RegExp(`${request.username}.*by-hand`)) },
      },
    ],
  });
  directory.projects.delete("by-hand");
  expect(await remove()).toMatchObject({ kind: "done" });
});

it("Nothing is removed from someone whose account was resumed in the meantime", async () => {
  const { remove, left, account } = await leaving("fay");
  const before = await left();
  await reopenAccount(db, account.id, {});
  expect(await remove()).toMatchObject({ kind: "done", notNeeded: true });
  expect(await left()).toEqual(before);
});
