import { eq } from "drizzle-orm";
import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../src/db/accounts.ts";
import { recordExternalId } from "../../src/db/external-ids.ts";
import { addIdentity, emailIdentity, loginIdentity } from "../../src/db/people.ts";
import { findProject } from "../../src/db/projects.ts";
import { deleteRegistration } from "../../src/db/registry.ts";
import { identities } from "../../src/db/tables/identities.ts";
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

it("Accounts carry the person's other addresses and logins, of those that are confirmed", async () => {
  const { account } = await anAccount(db, "ann");
  const confirmed = { verifiedBy: "link", now: START } as const;
  expect([account.otherEmails, account.logins]).toEqual([[], []]);
  await addIdentity(db, account.personId, emailIdentity("A.Ash@example.org"), confirmed);
  await addIdentity(
    db,
    account.personId,
    loginIdentity({ issuer: "https://idp.example", subject: "a 1" }),
    confirmed,
  );
  await addIdentity(db, account.personId, emailIdentity("paused@example.org"), confirmed);
  await db.update(identities).set({ state: "frozen" }).where(eq(identities.value, "paused@example.org"));
  expect(await findAccountByUsername(db, "ann")).toMatchObject({
    email: "ann@example.org",
    otherEmails: ["a.ash@example.org"],
    logins: ["https://idp.example a 1"],
  });
});
