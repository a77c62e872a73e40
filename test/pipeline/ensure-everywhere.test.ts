import { afterAll, expect, it } from "vitest";
import { findAccountByUsername } from "../../src/db/accounts.ts";
import { findProject } from "../../src/db/projects.ts";
import type { Account } from "../../src/db/tables/accounts.ts";
import type { Project } from "../../src/db/tables/projects.ts";
import { joinEverywhere } from "../../src/pipeline/ensure-everywhere.ts";
import { adoptFrom } from "../adopt/adopting.ts";
import { found, foundProject, reading, someSource } from "../adopt/some-source.ts";
import { inMemoryProvisioner } from "../in-memory/in-memory-provisioner.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("Someone from before acct who joins a project is created in a system that doesn't have them; someone of ours must be there", async () => {
  const ldap = reading(
    [found("LDAP", "bbirch", { uidNumber: 1001 })],
    [foundProject("LDAP", "geo", [], { gidNumber: 5001 })],
  );
  await adoptFrom(db, [someSource("LDAP", ldap)]);
  await anAccount(db, "aash");
  const cloud = inMemoryProvisioner("OpenStack");
  const geo = (await findProject(db, "geo")) as Project;
  const account = async (name: string) => (await findAccountByUsername(db, name)) as Account;
  const deps = { db, now: () => START, provisioners: [cloud] };
  await joinEverywhere(await account("bbirch"), geo, deps);
  expect(cloud.projects.get("geo")?.members).toEqual(new Set(["bbirch"]));
  await expect(joinEverywhere(await account("aash"), geo, deps)).rejects.toThrow("aash");
});
