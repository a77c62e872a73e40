import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findAccountByEmail } from "../../src/db/accounts.ts";
import type { Db } from "../../src/db/client.ts";
import { findPerson } from "../../src/db/find-person.ts";
import { insertMembership } from "../../src/db/memberships.ts";
import { readPerson } from "../../src/db/read-person.ts";
import { identities } from "../../src/db/tables/identities.ts";
import type { Person } from "../../src/db/tables/people.ts";
import { mergePeople, splitPerson } from "../../src/pipeline/merge-people.ts";
import { adoptFrom } from "../adopt/adopting.ts";
import { found, foundProject, reading, someSource } from "../adopt/some-source.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";

let database: TestDatabase;
let db: Db;
const by = { id: "command-line:ada", name: "Ada" };
const deps = () => ({ db, now: () => START });

/** Amy has an account in LDAP and one in the cloud, taken for two people, and both names lead the project bio. */
beforeEach(async () => {
  database = await newDatabase();
  db = database.db;
  await adoptFrom(
    db,
    [
      someSource(
        "LDAP",
        reading(
          [
            found("LDAP", "aash", { uidNumber: 1001, campusId: "4711" }),
            found("LDAP", "bbirch", { uidNumber: 1002 }),
          ],
          [foundProject("LDAP", "astro", ["aash", "bbirch"], { gidNumber: 5001 })],
        ),
      ),
      someSource(
        "OpenStack",
        reading(
          [found("OpenStack", "amy", { emails: [] })],
          [foundProject("OpenStack", "astro", ["amy"]), foundProject("OpenStack", "bio")],
        ),
      ),
    ],
    { pis: [{ line: 2, project: "bio", who: "prof@example.org" }] },
  );
});
afterEach(() => database.close());

const person = async (who: string) => (await findPerson(db, who)) as Person;

/** Every row that belongs to someone, without the number of events. */
const allRows = async () => ({
  people: await database.query(
    "select id, given_name, family_name, email, source, created_at from people order by id",
  ),
  identities: await database.query("select * from identities order by id"),
  accounts: await database.query("select * from accounts order by id"),
  memberships: await database.query("select * from memberships order by id"),
  externalIds: await database.query("select * from external_ids order by id"),
  events: await database.query("select * from events where kind not in ('merged', 'split') order by id"),
});

describe("Two people who are one", () => {
  it("have everything together, under either name and in one history", async () => {
    const [aash, amy] = [await person("aash"), await person("amy")];
    await mergePeople(aash, amy, by, deps());
    expect((await person("amy")).id).toBe(aash.id);
    const { accounts, memberships, events, merged } = await readPerson(db, aash.id);
    expect(accounts.map(({ username }) => username)).toEqual(["aash", "amy"]);
    expect(memberships.map(({ project }) => project)).toEqual(["astro", "astro"]);
    expect(events.map(({ kind, personId }) => [kind, personId])).toEqual([
      ["adopted", aash.id],
      ["adopted", amy.id],
      ["merged", aash.id],
      ["merged", amy.id],
    ]);
    expect(merged).toEqual([amy.id]);
  });

  it.each([
    ["aash", "amy"],
    ["amy", "aash"],
    ["bbirch", "prof@example.org"],
  ])("are exactly who they were after a split: %s and %s", async (kept, merged) => {
    const before = await allRows();
    await mergePeople(await person(kept), await person(merged), by, deps());
    expect(await allRows()).not.toEqual(before);
    await splitPerson(await person(kept), by, deps());
    expect(await allRows()).toEqual(before);
    const { events } = await readPerson(db, (await person(merged)).id);
    expect(events.map(({ kind }) => kind).slice(-2)).toEqual(["merged", "split"]);
  });

  it("are exactly who they were if both had the same proposed link and decided for the same project", async () => {
    const [aash, prof] = [await person("aash"), await person("prof@example.org")];
    for (const [personId, state] of [
      [aash.id, "pending"],
      [prof.id, "active"],
    ] as const)
      await db
        .insert(identities)
        .values({ personId, kind: "chat", value: "slack:U1", state, createdAt: START });
    await database.query(
      "insert into memberships (project_id, person_id, role, source, created_at) select id, $1, 'manager', 'manual', $2 from projects where name = 'bio'",
      [aash.id, START],
    );
    const before = await allRows();
    await mergePeople(aash, prof, by, deps());
    expect((await person("slack:U1")).id).toBe(aash.id);
    await splitPerson(aash, by, deps());
    expect(await allRows()).toEqual(before);
  });

  it("keep what they got since, when they are split", async () => {
    const [aash, amy] = [await person("aash"), await person("amy")];
    await mergePeople(aash, amy, by, deps());
    const account = await findAccountByEmail(db, "aash@example.org");
    const [bio] = await database.query<{ id: number }>("select id from projects where name = 'bio'");
    await insertMembership(db, {
      accountId: account?.id ?? 0,
      personId: aash.id,
      projectId: bio?.id ?? 0,
      source: "manual",
      createdAt: START,
    });
    await splitPerson(amy, by, deps());
    const projects = async (one: Person) =>
      (await readPerson(db, one.id)).memberships.map(({ project }) => project);
    expect([await projects(aash), await projects(amy)]).toEqual([["astro", "bio"], ["astro"]]);
  });

  it("can be three, and are split in the order in which they were merged", async () => {
    const before = await allRows();
    await mergePeople(await person("aash"), await person("amy"), by, deps());
    await mergePeople(await person("bbirch"), await person("aash"), by, deps());
    const { merged } = await readPerson(db, (await person("amy")).id);
    expect(merged).toHaveLength(2);
    await splitPerson(await person("amy"), by, deps());
    await splitPerson(await person("amy"), by, deps());
    expect(await allRows()).toEqual(before);
    await expect(splitPerson(await person("amy"), by, deps())).rejects.toThrow("never merged");
  });

  it("are not merged twice, nor with themselves", async () => {
    const [aash, amy, bbirch] = [await person("aash"), await person("amy"), await person("bbirch")];
    await expect(mergePeople(aash, aash, by, deps())).rejects.toThrow("one person already");
    await mergePeople(aash, amy, by, deps());
    await expect(mergePeople(bbirch, amy, by, deps())).rejects.toThrow("was merged into");
    await expect(mergePeople(amy, bbirch, by, deps())).rejects.toThrow("was merged into someone else");
  });
});
