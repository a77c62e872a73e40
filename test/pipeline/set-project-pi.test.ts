import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listDeciders } from "../../src/db/deciders.ts";
import { findPerson } from "../../src/db/find-person.ts";
import type { Person } from "../../src/db/tables/people.ts";
import { setProjectPi } from "../../src/pipeline/set-project-pi.ts";
import { adoptFrom } from "../adopt/adopting.ts";
import { found, foundProject, reading, someSource } from "../adopt/some-source.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";

let database: TestDatabase;
beforeEach(async () => {
  database = await newDatabase();
  const people = [
    found("LDAP", "aash", { uidNumber: 1001 }),
    found("LDAP", "bbirch", { uidNumber: 1002 }),
    found("LDAP", "silent", { uidNumber: 1003, emails: [] }),
    found("LDAP", "gone", { uidNumber: 1004, state: "disabled" }),
  ];
  const astro = foundProject("LDAP", "astro", ["aash"], { gidNumber: 5001 });
  await adoptFrom(database.db, [someSource("LDAP", reading(people, [astro]))]);
});
afterEach(() => database.close());

const ADA = { id: "command-line:ada", name: "Ada" };
const set = async (who: string, project = "astro", projects: Record<string, { pi: string }> = {}) =>
  setProjectPi(project, (await findPerson(database.db, who)) as Person, ADA, {
    db: database.db,
    now: () => START,
    rules: { projects, adminChannels: ["slack:C0ACCOUNTS"] },
  });
const pis = async () =>
  (await listDeciders(database.db, "astro", START)).map(({ role, email }) => `${role} ${email}`);
const told = () =>
  database.query(
    "select coalesce(to_user, to_email) as whom from notifications where template = 'pi-set' order by id",
  );

describe("An admin names the PI of an adopted project", () => {
  it("who decides from then on, and is told; the project's history says so", async () => {
    expect(await set("aash")).toEqual([]);
    expect(await pis()).toEqual(["pi aash@example.org"]);
    expect(await told()).toEqual([{ whom: "aash@example.org" }]);
    expect(
      await database.query(
        `select e.kind, e.actor_name, e.note from events e join projects p on p.id = e.project_id
         where p.name = 'astro' and e.kind <> 'adopted'`,
      ),
    ).toEqual([{ kind: "pi-changed", actor_name: "Ada", note: expect.stringContaining("astro") }]);
  });

  it("instead of another one, who stays a member if they have an account there, and is told, too", async () => {
    await set("bbirch");
    expect(await set("aash")).toHaveLength(1);
    expect(await pis()).toEqual(["pi aash@example.org"]);
    await set("bbirch");
    expect(await pis()).toEqual(["pi bbirch@example.org"]);
    expect(await told()).toHaveLength(5);
    expect(
      await database.query(
        "select a.username, m.role from memberships m left join accounts a on a.id = m.account_id order by 1",
      ),
    ).toEqual([
      { username: "aash", role: "member" },
      { username: null, role: "pi" },
    ]);
    const again = await adoptFrom(database.db, [
      someSource("LDAP", reading([found("LDAP", "aash", { uidNumber: 1001 })])),
    ]);
    expect(again.plan.memberships).toEqual([]);
  });
});

it.each([
  ["the project is unknown", () => set("aash", "geo"), /geo/],
  ["acct.yml names the PI", () => set("aash", "astro", { astro: { pi: "x@example.org" } }), /acct\.yml/],
  ["the person has no address", () => set("silent"), /set-email/],
  ["the person was offboarded", () => set("gone"), /offboarded/],
])("The PI stays as it is if %s", async (_, change, why) => {
  await expect(change()).rejects.toThrow(why);
  expect(await pis()).toEqual([]);
  expect(await told()).toEqual([]);
});

it("Naming the same PI again is refused, and no one is told twice", async () => {
  await set("aash");
  await expect(set("aash")).rejects.toThrow(/already/);
  expect(await told()).toHaveLength(1);
});
