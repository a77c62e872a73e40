import { afterAll, expect, it } from "vitest";
import { reconcile } from "../../src/commands/reconcile.ts";
import type { FoundAccount } from "../../src/provisioners/found.ts";
import { inMemoryProvisioner } from "../in-memory/in-memory-provisioner.ts";
import { newDatabase } from "../new-database.ts";
import { adoptFrom } from "./adopting.ts";
import { found, foundProject, reading, someSource } from "./some-source.ts";

const database = await newDatabase();
afterAll(() => database.close());

const PEOPLE = 500;
const username = (n: number) => `p${n}`;
const inLdap = (name: string, uidNumber: number, but: Partial<FoundAccount> = {}) =>
  found("LDAP", name, { uidNumber, ...but });

/** Conflicts among 500 people, by the username of the account that has to wait. */
const ldap = Array.from({ length: PEOPLE }, (_, n) => inLdap(username(n), 2000 + n));
const cloud = ldap
  .slice(0, 300)
  .map(({ username: name }) => found("OpenStack", name, { id: `default/${name}` }));
const slurm = ldap
  .slice(0, 400)
  .map(({ username: name }) => found("Slurm", name, { emails: [], usesDirectoryNames: true }));
const change = (accounts: FoundAccount[], name: string, but: Partial<FoundAccount>) => {
  const at = accounts.findIndex((one) => one.username === name);
  accounts[at] = { ...(accounts[at] as FoundAccount), ...but };
};
const PLANTED = {
  // The same name, and someone else.
  p10: "other-address",
  // Two addresses, exchanged.
  p20: "other-address",
  p21: "other-address",
  // One number for two people.
  p410: "shared-number",
  p411: "shared-number",
  // Two people with one address.
  p420: "shared-address",
  p421: "shared-address",
  // Active in one system only.
  p30: "state",
  // No address to compare.
  p40: "no-address",
  // A user of Slurm whom no one knows.
  stray: "not-in-directory",
} as const;
change(cloud, "p10", { emails: ["stranger@example.org"] });
change(cloud, "p20", { emails: ["p21@example.org"] });
change(cloud, "p21", { emails: ["p20@example.org"] });
change(ldap, "p411", { uidNumber: 2410 });
change(ldap, "p421", { emails: ["p420@example.org"] });
change(cloud, "p30", { state: "disabled" });
change(cloud, "p40", { emails: [] });
slurm.push(found("Slurm", "stray", { emails: [], usesDirectoryNames: true }));
// Not conflicts, but what every site has: someone disabled, a mailbox of three, and a program.
change(ldap, "p430", { state: "disabled" });
const LAB = ["p440", "p441", "p442"];
for (const name of LAB) change(ldap, name, { emails: ["lab@example.org"] });
ldap.push(inLdap("daemon", 2));

const members = (system: string, accounts: readonly FoundAccount[]) =>
  foundProject(system, "astro", [], {
    members: accounts.map(({ id }) => id),
    gidNumber: system === "LDAP" ? 7000 : undefined,
  });

it("Of 500 people in three systems, every planted conflict is listed, everyone else is adopted, and reconcile finds no drift", async () => {
  const { plan } = await adoptFrom(database.db, [
    someSource("LDAP", reading(ldap, [members("LDAP", ldap)])),
    someSource("OpenStack", reading(cloud, [members("OpenStack", cloud)])),
    someSource("Slurm", reading(slurm, [members("Slurm", slurm)])),
  ]);
  const listed = plan.conflicts.flatMap(({ kind, undecided }) =>
    undecided.map((account) => [account.username, kind] as const),
  );
  expect(Object.fromEntries(listed)).toEqual(PLANTED);
  expect(plan.unusable.map(({ email }) => email)).toEqual(["lab@example.org"]);
  // The four accounts of the conflicts within LDAP are the only ones who are not there at all.
  expect(await database.query("select count(*)::int as count from accounts")).toEqual([
    { count: PEOPLE - 4 },
  ]);

  const systems = [ldap, cloud, slurm].map((accounts) => {
    const system = inMemoryProvisioner(accounts[0]?.system);
    const emailOf = new Map(ldap.map(({ username: name, emails }) => [name, emails[0] ?? null]));
    for (const { id, username: name, emails, state } of accounts)
      system.people.set(name, {
        id,
        email: LAB.includes(name) ? null : (emails[0] ?? emailOf.get(name) ?? null),
        isRemoved: state === "disabled",
        isLockedByAdmin: false,
      });
    system.projects.set("astro", {
      madeByAcct: false,
      members: new Set(accounts.map(({ username: name }) => name)),
    });
    return system;
  });
  const drift: unknown[] = [];
  const deps = { db: database.db, now: () => new Date(), provisioners: systems, fix: false };
  for await (const one of reconcile(deps)) drift.push(one);
  expect(drift).toEqual([]);
});
