import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../src/db/accounts.ts";
import { recordExternalId } from "../../src/db/external-ids.ts";
import { findProject } from "../../src/db/projects.ts";
import { deleteRegistration } from "../../src/db/registry.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("Accounts and projects carry the IDs that systems reported, one per system, the latest one", async () => {
  const { account, project } = await anAccount(db, "amy", { project: { name: "stars" } });
  expect([account.externalIds, project.externalIds, account.adopted]).toEqual([{}, {}, false]);
  const seen = (system: string, id: string) => ({ system, id, name: "amy" });
  await recordExternalId(db, { accountId: account.id }, seen("LDAP", "uuid-1"), START);
  await recordExternalId(db, { accountId: account.id }, seen("LDAP", "uuid-2"), START);
  await recordExternalId(db, { accountId: account.id }, seen("Slurm", "amy"), START);
  await recordExternalId(db, { projectId: project.id }, seen("LDAP", "uuid-3"), START);
  expect((await findAccountByUsername(db, "amy"))?.externalIds).toEqual({ LDAP: "uuid-2", Slurm: "amy" });
  expect((await findProject(db, "stars"))?.externalIds).toEqual({ LDAP: "uuid-3" });
});

it("A registration whose IDs were stored can be undone", async () => {
  const { account, project } = await anAccount(db, "undone", { project: { name: "undone" } });
  const seen = { system: "LDAP", id: "uuid-9", name: "undone" };
  await recordExternalId(db, { accountId: account.id }, seen, START);
  await recordExternalId(db, { projectId: project.id }, seen, START);
  await deleteRegistration(db, account.requestId);
  expect(await findAccountByUsername(db, "undone")).toBeUndefined();
  expect(await findProject(db, "undone")).toBeUndefined();
});
