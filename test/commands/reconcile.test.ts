import { afterAll, expect, it } from "vitest";
import { reconcile } from "../../src/commands/reconcile.ts";
import { findAccountByUsername } from "../../src/db/accounts.ts";
import { NameConflictError, type Provisioner } from "../../src/provisioners/provisioner.ts";
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
