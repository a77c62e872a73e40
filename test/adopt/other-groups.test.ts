import { afterEach, beforeEach, expect, it } from "vitest";
import { describeAdoption } from "../../src/commands/describe-adoption.ts";
import type { Db } from "../../src/db/client.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { adoptFrom, readRegistryRows } from "./adopting.ts";
import { found, foundProject, reading, someSource } from "./some-source.ts";

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await newDatabase();
  db = database.db;
});
afterEach(() => database.close());

const rows = () => readRegistryRows((text) => database.query(text));
const gpuUsers = { name: "gpu-users", title: "GPU users", system: "ldap", decider: "admin" } as const;
const bigmem = { name: "bigmem", title: "Large memory", system: "slurm", decider: "admin" } as const;
const rules = {
  numbers: { from: 1000, to: 100_000 },
  isReserved: () => false,
  otherGroups: [gpuUsers, bigmem],
};
const people = [found("LDAP", "aash", { uidNumber: 1001 }), found("LDAP", "bbirch", { uidNumber: 1002 })];
const astro = foundProject("LDAP", "astro", ["aash"], { gidNumber: 5001 });
const gpuGroup = foundProject("LDAP", "GPU-users", ["aash", "bbirch"], {
  gidNumber: 5002,
  owners: ["id-of-bbirch"],
});
const inSlurm = (username: string) => found("Slurm", username, { emails: [], usesDirectoryNames: true });
const sections = (adopted: Awaited<ReturnType<typeof adoptFrom>>) =>
  [...describeAdoption(adopted)].join("\n");

it("A group that people ask for besides their project isn't adopted as a project, and its members and owner don't become anyone of one", async () => {
  const ldap = someSource("LDAP", reading(people, [astro, gpuGroup]));
  const slurm = someSource("Slurm", reading([inSlurm("aash")], [foundProject("Slurm", "bigmem", ["aash"])]));
  const adopted = await adoptFrom(db, [ldap, slurm], { rules });
  const { projects, memberships } = await rows();
  expect(projects).toMatchObject([{ name: "astro" }]);
  expect(memberships).toMatchObject([{ name: "astro", username: "aash" }]);
  expect(adopted.plan.withoutPi).toEqual(["astro"]);
  expect(adopted.plan.otherGroups).toEqual([
    { system: "LDAP", name: "GPU-users", people: 2, isProject: false },
    { system: "Slurm", name: "bigmem", people: 1, isProject: false },
  ]);
  expect(sections(adopted)).toContain("GPU-users in LDAP");
  expect(adopted.plan.counts).toMatchObject([{ skipped: 1 }, { skipped: 1 }]);
});

it("A project with the name of a group in another system is adopted, without the people of the group", async () => {
  const ldap = someSource("LDAP", reading(people, [gpuGroup]));
  const slurm = someSource(
    "Slurm",
    reading([inSlurm("aash")], [foundProject("Slurm", "gpu-users", ["aash"])]),
  );
  await adoptFrom(db, [ldap, slurm], { rules });
  const { projects, memberships, ids } = await rows();
  expect(projects).toMatchObject([{ name: "gpu-users" }]);
  expect(memberships).toMatchObject([{ name: "gpu-users", username: "aash" }]);
  expect(ids).not.toContainEqual(expect.objectContaining({ of: "gpu-users", system: "LDAP" }));
});

it("A project that became one of the other groups stays in the registry, isn't missed, and gets no further members", async () => {
  const before = foundProject("LDAP", "gpu-users", ["aash"], { gidNumber: 5002 });
  const ldap = someSource("LDAP", reading(people, [before]));
  await adoptFrom(db, [ldap], { rules: { ...rules, otherGroups: [] } });
  ldap.now = reading(people, [{ ...before, members: ["id-of-aash", "id-of-bbirch"] }]);
  const { plan } = await adoptFrom(db, [ldap], { rules });
  const { projects, memberships } = await rows();
  expect(plan.absences).toEqual([]);
  expect(projects).toMatchObject([{ name: "gpu-users" }]);
  expect(memberships).toMatchObject([{ name: "gpu-users", username: "aash" }]);
});
