import { afterAll, expect, it } from "vitest";
import { reconcile } from "../../src/commands/reconcile.ts";
import { closeAccount, findAccountByUsername } from "../../src/db/accounts.ts";
import { NameConflictError, type Provisioner } from "../../src/provisioners/provisioner.ts";
import { adoptFrom } from "../adopt/adopting.ts";
import { found, reading, someSource } from "../adopt/some-source.ts";
import { inMemoryDeps } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("An account whose ID acct doesn't know is recognized once, and is found by the ID from then on", async () => {
  const deps = inMemoryDeps(db);
  for (const username of ["early", "stranger"]) {
    const { account, project } = await anAccount(db, username);
    await deps.system.ensure(account, project);
  }
  const provisioner: Provisioner = {
    ...deps.system,
    identify: async ({ username }) => {
      if (username === "stranger") throw new NameConflictError("stranger is someone else");
      return { id: `uuid-of-${username}`, name: username };
    },
  };
  const drift: unknown[] = [];
  for await (const one of reconcile({ ...deps, provisioners: [provisioner], fix: false })) drift.push(one);
  expect(drift).toEqual([]);
  const idOf = async (username: string) =>
    (await findAccountByUsername(db, username))?.externalIds?.[provisioner.name];
  expect(await idOf("early")).toBe("uuid-of-early");
  expect(await idOf("stranger")).toBeUndefined();
});

it("What an adopted person still has is drift from the moment they are offboarded, before any system was reached", async () => {
  const deps = inMemoryDeps(db);
  const { name } = deps.system;
  await adoptFrom(db, [someSource(name, reading([found(name, "leaver", { uidNumber: 1001 })]))]);
  const account = await findAccountByUsername(db, "leaver");
  if (!account) throw new Error("leaver wasn't adopted");
  await closeAccount(db, account.id, deps.now());
  const provisioner: Provisioner = { ...deps.system, findAccess: async () => ["leaver can log in"] };
  const drift: unknown[] = [];
  for await (const { of } of reconcile({ ...deps, provisioners: [provisioner], fix: false })) drift.push(of);
  expect(drift).toContain("leaver");
});
