import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Db } from "../../src/db/client.ts";
import { takeNumber } from "../../src/db/numbers.ts";
import { later, START } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { adoptFrom, decide, readRegistryRows } from "./adopting.ts";
import { found, foundProject, reading, someSource } from "./some-source.ts";

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await newDatabase();
  db = database.db;
});
afterEach(() => database.close());

const rows = () => readRegistryRows((text) => database.query(text));
const ldap = (...some: Parameters<typeof reading>) => someSource("LDAP", reading(...some));
const inLdap = (username: string, uidNumber: number, but: Parameters<typeof found>[2] = {}) =>
  found("LDAP", username, { uidNumber, ...but });
const slurmUser = (username: string) =>
  found("Slurm", username, {
    emails: [],
    givenName: undefined,
    familyName: undefined,
    usesDirectoryNames: true,
  });

/** Three systems that know the same two people. */
function threeSystems() {
  return [
    ldap(
      [
        inLdap("aash", 1001, { campusId: "4711" }),
        inLdap("bbirch", 1002, { emails: ["Bo.Birch@example.org", "bbirch@example.org"] }),
        found("LDAP", "root", { uidNumber: 0 }),
        found("LDAP", "nobody", { uidNumber: 65_534 }),
      ],
      [
        foundProject("LDAP", "astro", ["aash", "bbirch"], { gidNumber: 5001, owners: ["id-of-bbirch"] }),
        foundProject("LDAP", "aash", [], { gidNumber: 1001 }),
        foundProject("LDAP", "wheel", ["root"], { gidNumber: 10 }),
      ],
    ),
    someSource(
      "OpenStack",
      reading(
        [found("OpenStack", "amy", { id: "default/u1", emails: ["AASH@example.org"] })],
        [foundProject("OpenStack", "Astro", [], { id: "default/p1", members: ["default/u1"] })],
      ),
    ),
    someSource("Slurm", reading([slurmUser("aash")], [foundProject("Slurm", "bio", ["aash"])])),
  ];
}

describe("Everyone and every project of three systems", () => {
  it("are in the registry afterwards, once, with their numbers, addresses, IDs and roles", async () => {
    const { plan, written } = await adoptFrom(db, threeSystems());
    expect(plan.conflicts).toEqual([]);
    expect(written).toMatchObject({ accounts: 2, projects: 2 });
    const { accounts, ids, projects, memberships, identities } = await rows();
    expect(accounts).toMatchObject([
      { username: "aash", uid_number: 1001, email: "aash@example.org", source: "adopted", closed: false },
      { username: "bbirch", uid_number: 1002, email: "Bo.Birch@example.org" },
    ]);
    expect(ids).toMatchObject([
      { of: "aash", system: "LDAP", value: "id-of-aash" },
      { of: "aash", system: "OpenStack", value: "default/u1", name: "amy" },
      { of: "aash", system: "Slurm" },
      { of: "astro", system: "LDAP" },
      { of: "astro", system: "OpenStack", value: "default/p1", name: "Astro" },
      { of: "bbirch", system: "LDAP" },
      { of: "bio", system: "Slurm" },
    ]);
    expect(projects).toMatchObject([
      { name: "astro", gid_number: 5001, adopted: true },
      { name: "bio", gid_number: 5000, adopted: true },
    ]);
    expect(memberships).toEqual([
      { name: "astro", username: "aash", role: "member", source: "adopted" },
      { name: "astro", username: "bbirch", role: "pi", source: "adopted" },
      { name: "bio", username: "aash", role: "member", source: "adopted" },
    ]);
    expect(identities).toEqual([
      { kind: "campus", value: "4711", state: "active", verified_by: "directory" },
      { kind: "email", value: "aash@example.org", state: "active", verified_by: "directory" },
      { kind: "email", value: "bbirch@example.org", state: "active", verified_by: "directory" },
      { kind: "email", value: "bo.birch@example.org", state: "active", verified_by: "directory" },
    ]);
    expect(plan.withoutPi).toEqual(["bio"]);
    expect(plan.counts[0]).toMatchObject({ accounts: 4, fresh: 2, skipped: 4, isFirst: true });
  });

  it("are left alone the second time, and in a dry run", async () => {
    const before = await rows();
    await adoptFrom(db, threeSystems(), { dryRun: true });
    expect(await rows()).toEqual(before);
    await adoptFrom(db, threeSystems());
    const once = await rows();
    const { plan } = await adoptFrom(db, threeSystems());
    expect(plan).toMatchObject({ accounts: [], projects: [], memberships: [], conflicts: [] });
    expect(await rows()).toEqual(once);
  });

  it("are complete after an adoption that was killed after any batch", async () => {
    const wanted = await (async () => {
      await adoptFrom(db, threeSystems());
      const { events, ...all } = await rows();
      return all;
    })();
    for (let kill = 1; kill < 8; kill++) {
      await database.close();
      database = await newDatabase();
      db = database.db;
      let batches = 0;
      const killed = adoptFrom(db, threeSystems(), {
        onWritten: () => {
          if (++batches === kill) throw new Error("killed");
        },
      });
      await killed.catch(() => undefined);
      await adoptFrom(db, threeSystems());
      const { events, ...all } = await rows();
      const unversioned = (registry: typeof all) =>
        JSON.parse(JSON.stringify(registry, (key, value) => (key === "version" ? undefined : value)));
      expect(unversioned(all)).toEqual(unversioned(wanted));
    }
  });

  it("are there once after two adoptions at the same time", async () => {
    await Promise.all([adoptFrom(db, threeSystems()), adoptFrom(db, threeSystems())]);
    const { accounts, people, projects, memberships } = await rows();
    expect([accounts.length, people, projects.length, memberships.length]).toEqual([2, [{ count: 2 }], 2, 3]);
  });
});

describe("Someone who was adopted is found again by the ID alone", () => {
  it("if they were renamed, moved to another address, and spelled in another case", async () => {
    const source = ldap([inLdap("hnews", 1001)]);
    await adoptFrom(db, [source]);
    source.now = reading([
      inLdap("HNewman", 1001, { id: "id-of-hnews", familyName: "Newman", emails: ["H.Newman@Example.org"] }),
    ]);
    const { plan } = await adoptFrom(db, [source]);
    expect(plan.conflicts).toEqual([]);
    expect(plan.absences).toEqual([]);
    expect(plan.differences).toEqual(["hnews is called HNewman in LDAP."]);
    const { accounts, identities, ids } = await rows();
    expect(accounts).toMatchObject([{ username: "hnews", email: "H.Newman@Example.org" }]);
    expect(ids).toMatchObject([{ name: "HNewman" }]);
    expect(identities).toMatchObject([
      { value: "h.newman@example.org", state: "active" },
      { value: "hnews@example.org", state: "declined" },
    ]);
    const again = await adoptFrom(db, [source]);
    expect(again.plan.accounts).toEqual([]);
  });

  it("and is counted as updated then, not as new", async () => {
    const source = ldap([inLdap("hnews", 1001)], [foundProject("LDAP", "astro", [], { gidNumber: 5001 })]);
    expect((await adoptFrom(db, [source])).written).toMatchObject({ accounts: 1, projects: 1, updated: 0 });
    source.now = reading(
      [inLdap("hnewman", 1001, { id: "id-of-hnews" })],
      [foundProject("LDAP", "astro", [], { gidNumber: 5001 })],
    );
    expect((await adoptFrom(db, [source])).written).toMatchObject({ accounts: 0, projects: 0, updated: 1 });
  });

  it("if two people exchanged their addresses", async () => {
    const source = ldap([inLdap("aash", 1001), inLdap("bbirch", 1002)]);
    await adoptFrom(db, [source]);
    source.now = reading([
      inLdap("aash", 1001, { emails: ["bbirch@example.org"] }),
      inLdap("bbirch", 1002, { emails: ["aash@example.org"] }),
    ]);
    expect((await adoptFrom(db, [source])).plan.conflicts).toEqual([]);
    expect((await rows()).accounts).toMatchObject([
      { username: "aash", email: "bbirch@example.org" },
      { username: "bbirch", email: "aash@example.org" },
    ]);
    const { accounts } = (await adoptFrom(db, [source])).plan;
    expect(accounts).toEqual([]);
  });

  it("and is a question if the ID is gone while the name is there in the same domain", async () => {
    const cloud = someSource("OpenStack", reading([found("OpenStack", "jdoe", { id: "default/u1" })]));
    await adoptFrom(db, [cloud]);
    cloud.now = reading([
      found("OpenStack", "jdoe", { id: "default/u2" }),
      found("OpenStack", "jdoe2", { id: "other/u3", emails: ["j@other.org"] }),
    ]);
    const { plan } = await adoptFrom(db, [cloud]);
    expect(plan.conflicts).toMatchObject([{ kind: "renewed-id", candidates: ["jdoe"] }]);
    expect((await rows()).accounts).toHaveLength(2);
    await adoptFrom(db, [cloud], { decided: decide({ "OpenStack/default/u2": "jdoe" }) });
    expect((await rows()).ids).toMatchObject([{ of: "jdoe", value: "default/u2" }, { of: "jdoe2" }]);
    expect((await adoptFrom(db, [cloud])).plan.conflicts).toEqual([]);
  });

  it("and no address that an admin has set is overwritten while the source stays the same", async () => {
    const source = ldap([inLdap("aash", 1001)]);
    await adoptFrom(db, [source]);
    await database.query("update people set email = 'amy@home.example'");
    await adoptFrom(db, [source]);
    expect((await rows()).accounts).toMatchObject([{ email: "amy@home.example" }]);
  });
});

describe("Nothing is concluded from what a source doesn't show", () => {
  const many = (count: number) => Array.from({ length: count }, (_, n) => inLdap(`p${n}`, 2000 + n));
  it.each([
    ["if it was cut", reading(many(19), [], { incomplete: "LDAP shows us 500 of more." })],
    ["if it is empty", reading([])],
    ["if it shows fewer than nine tenths of the last count", reading(many(17))],
    ["if a part could not be used", reading(many(19), [], { problems: ["Line 7 makes no sense."] })],
  ])("%s, which is said once", async (_, now) => {
    const source = ldap(many(20));
    await adoptFrom(db, [source]);
    source.now = now;
    const { plan } = await adoptFrom(db, [source]);
    expect(plan.absences).toEqual([]);
    expect(plan.counts).toMatchObject([{ unknown: expect.stringMatching(/^\S.*\.$/) }]);
    source.now = reading(many(19));
    expect((await adoptFrom(db, [source])).plan.absences).toMatchObject([{ of: "p19" }]);
  });

  it("until an admin confirms the count", async () => {
    const source = ldap(many(20));
    await adoptFrom(db, [source]);
    source.now = reading(many(10));
    const { plan } = await adoptFrom(db, [source], { accepted: new Set(["LDAP"]) });
    expect(plan.absences).toHaveLength(10);
    expect((await adoptFrom(db, [source])).plan.counts).toMatchObject([{ unknown: undefined }]);
  });

  it("and nothing is written if one of the systems can't be read", async () => {
    const [directory, cloud] = [ldap([inLdap("aash", 1001)]), someSource("OpenStack", reading([]))];
    cloud.now = new Error("no route");
    const { written, unread } = await adoptFrom(db, [directory, cloud]);
    expect([written, unread.map(({ system }) => system)]).toEqual([undefined, ["OpenStack"]]);
    expect((await rows()).accounts).toEqual([]);
  });

  it("and people who are gone are listed and kept, only in the system that they are gone from", async () => {
    const [directory, cloud] = [
      ldap([...many(19), inLdap("aash", 1001)]),
      someSource("OpenStack", reading([found("OpenStack", "aash")])),
    ];
    await adoptFrom(db, [directory, cloud]);
    directory.now = reading(many(19));
    const at = { actor: "x", actorName: "x", verifiedBy: "directory" as const, now: later(1000) };
    const { plan } = await adoptFrom(db, [directory, cloud], { by: at });
    expect(plan.absences).toEqual([{ system: "LDAP", of: "aash", seenAt: START }]);
    expect((await rows()).accounts).toHaveLength(20);
    expect(
      await database.query(
        "select distinct seen_at from external_ids where name = 'aash' and system = 'LDAP'",
      ),
    ).toEqual([{ seen_at: START }]);
  });
});

it("An address that more than two accounts share, or a program's, matches no one and is no one's", async () => {
  const shared = { emails: ["lab@example.org"] };
  const { plan } = await adoptFrom(db, [
    ldap([
      inLdap("lab1", 1001, shared),
      inLdap("lab2", 1002, shared),
      inLdap("lab3", 1003, shared),
      inLdap("bot1", 1004, { emails: ["noreply@example.org"] }),
    ]),
    someSource("OpenStack", reading([found("OpenStack", "labx", shared)])),
  ]);
  expect(plan.unusable.map(({ email }) => email).sort()).toEqual(["lab@example.org", "noreply@example.org"]);
  expect(plan.conflicts).toEqual([]);
  const { accounts, identities, people } = await rows();
  expect(accounts).toHaveLength(5);
  expect(people).toEqual([{ count: 5 }]);
  expect(identities).toEqual([]);
});

describe("Accounts that acct created", () => {
  it("are matched with the systems, and their owners keep the address that they confirmed", async () => {
    await anAccount(db, "aash", { uidNumber: 20_001 });
    await anAccount(db, "bbirch", { uidNumber: 20_002 });
    const { plan } = await adoptFrom(db, [
      ldap([inLdap("aash", 20_001), inLdap("bbirch", 20_002, { emails: ["new@example.org"] })]),
    ]);
    expect(plan.conflicts).toEqual([]);
    expect(plan.differences).toEqual([
      "bbirch has the address new@example.org in LDAP, but bbirch@example.org in the registry.",
    ]);
    expect((await rows()).accounts).toMatchObject([
      { username: "aash", source: "request" },
      { username: "bbirch", email: "bbirch@example.org" },
    ]);
  });

  it("come back from the outside after an older database was restored, and their numbers are not given again", async () => {
    await database.query(
      "insert into counters (name, next) values ('uidNumbers', 20000), ('gidNumbers', 5000)",
    );
    const since = Array.from({ length: 25 }, (_, n) => inLdap(`new${n}`, 20_000 + n));
    await adoptFrom(db, [ldap(since, [foundProject("LDAP", "astro", ["new0"], { gidNumber: 5000 })])]);
    expect((await rows()).accounts).toHaveLength(25);
    expect(await takeNumber(db, "uidNumbers", { from: 20_000, to: 29_999 })).toBe(20_025);
    expect(await takeNumber(db, "gidNumbers", { from: 5000, to: 5999 })).toBe(5001);
  });

  it("keep their name and number from someone who has one of them outside", async () => {
    await anAccount(db, "aash", { uidNumber: 20_001 });
    const { plan } = await adoptFrom(db, [
      ldap([inLdap("aash", 1001, { emails: ["other@example.org"] }), inLdap("bbirch", 20_001)]),
    ]);
    expect(plan.conflicts.map(({ kind }) => kind).sort()).toEqual(["other-address", "shared-number"]);
    expect((await rows()).accounts).toHaveLength(1);
  });
});

describe("A cloud without numbers", () => {
  it("gets numbers from acct that no one has, and the directory's once it has some", async () => {
    const cloud = someSource(
      "OpenStack",
      reading([found("OpenStack", "aash"), found("OpenStack", "bbirch")]),
    );
    await anAccount(db, "carol", { uidNumber: 20_000 });
    await adoptFrom(db, [cloud]);
    expect((await rows()).accounts).toMatchObject([
      { username: "aash", uid_number: 20_001 },
      { username: "bbirch", uid_number: 20_002 },
      { username: "carol" },
    ]);
    const { plan } = await adoptFrom(db, [ldap([inLdap("aash", 1001)]), cloud]);
    expect(plan.conflicts).toEqual([]);
    expect((await rows()).accounts).toMatchObject([{ username: "aash", uid_number: 1001 }, {}, {}]);
  });
});

it("Where people may have two accounts, those with the same address are one person's without a decision, also if one comes later", async () => {
  const amy = inLdap("aash", 1001);
  const robot = { ...inLdap("aashbot", 1002), emails: amy.emails };
  const registry = {
    uidNumbers: { from: 20_000, to: 29_999 },
    gidNumbers: { from: 5000, to: 5999 },
    severalAccounts: true,
  };
  await adoptFrom(db, [ldap([amy])], { registry });
  expect((await adoptFrom(db, [ldap([amy, robot])])).plan.conflicts).toMatchObject([
    { kind: "shared-address" },
  ]);
  for (let time = 0; time < 2; time++)
    expect((await adoptFrom(db, [ldap([amy, robot])], { registry })).plan.conflicts).toEqual([]);
  const { people, accounts } = await rows();
  expect(people).toEqual([{ count: 1 }]);
  expect(accounts).toMatchObject([{ username: "aash" }, { username: "aashbot" }]);
  // A third one with an address of theirs is a question.
  const third = { ...inLdap("aashtoo", 1003), emails: ["aash.too@example.org"] };
  const withTwo = { ...amy, emails: [...amy.emails, "aash.too@example.org"] };
  const later = await adoptFrom(db, [ldap([withTwo, robot, third])], { registry });
  expect(later.plan.conflicts).toContainEqual(expect.objectContaining({ kind: "shared-address" }));
});

it("Someone who can log in nowhere is deactivated in the registry, too", async () => {
  await adoptFrom(db, [
    ldap([inLdap("aash", 1001, { state: "disabled" }), inLdap("bbirch", 1002, { state: "locked" })]),
  ]);
  expect((await rows()).accounts).toMatchObject([
    { username: "aash", closed: true },
    { username: "bbirch", closed: false },
  ]);
});

describe("A decision", () => {
  const clash = () => [
    ldap([inLdap("aash", 1001), inLdap("aashbot", 1002, { emails: ["aash@example.org"] })]),
    someSource("OpenStack", reading([found("OpenStack", "aash", { emails: ["amy@cloud.example"] })])),
  ];
  it("makes two accounts one person's, who then has both", async () => {
    await adoptFrom(db, clash(), {
      decided: decide({
        "LDAP/id-of-aash": "different",
        "LDAP/id-of-aashbot": "aash",
        "OpenStack/id-of-aash": "aash",
      }),
    });
    const { accounts, people, ids } = await rows();
    expect(accounts).toMatchObject([{ username: "aash" }, { username: "aashbot" }]);
    expect(people).toEqual([{ count: 1 }]);
    expect(ids).toMatchObject([
      { of: "aash", system: "LDAP" },
      { of: "aash", system: "OpenStack" },
      { of: "aashbot", system: "LDAP" },
    ]);
    expect((await adoptFrom(db, clash())).plan.conflicts).toEqual([]);
  });

  it("keeps two people apart, or leaves an account out", async () => {
    const { plan } = await adoptFrom(db, clash(), {
      decided: decide({
        "LDAP/id-of-aash": "different",
        "LDAP/id-of-aashbot": "different",
        "OpenStack/id-of-aash": "skip",
      }),
    });
    expect(plan.conflicts).toEqual([]);
    const { people, ids } = await rows();
    expect([people, ids.length]).toEqual([[{ count: 2 }], 2]);
    const again = await adoptFrom(db, clash());
    expect(again.plan.conflicts).toMatchObject([{ kind: "other-address" }]);
    expect(again.plan.accounts).toEqual([]);
  });

  it("that can't be followed is refused with its line, and nothing is written", async () => {
    const wrong = adoptFrom(db, clash(), {
      decided: decide({
        "LDAP/id-of-aash": "different",
        "OpenStack/id-of-aash": "different",
        "LDAP/id-of-aashbot": "nobody",
      }),
    });
    await expect(wrong).rejects.toThrow(/Line 3: .*aash.*\nLine 4: There's no account called nobody/);
    expect((await rows()).accounts).toEqual([]);
  });
});

describe("The PI of an adopted project", () => {
  const twoOwners = () =>
    ldap(
      [inLdap("aash", 1001), inLdap("bbirch", 1002)],
      [
        foundProject("LDAP", "astro", ["aash", "bbirch"], {
          gidNumber: 5001,
          owners: ["id-of-aash", "id-of-bbirch"],
        }),
      ],
    );
  it("is unknown if the group has several owners, who are its managers", async () => {
    const { plan } = await adoptFrom(db, [twoOwners()]);
    expect(plan.withoutPi).toEqual(["astro"]);
    expect((await rows()).memberships).toMatchObject([{ role: "manager" }, { role: "manager" }]);
  });

  it("is who a list says, by username or by address, with an account or without, and stays", async () => {
    const pis = [{ line: 2, project: "astro", who: "aash" }];
    expect((await adoptFrom(db, [twoOwners()], { pis })).plan.withoutPi).toEqual([]);
    expect((await rows()).memberships).toMatchObject([{ username: "aash", role: "pi" }, { role: "manager" }]);
    expect((await adoptFrom(db, [twoOwners()], { pis })).plan.piProblems).toEqual([]);
    const others = [
      { line: 2, project: "astro", who: "bbirch" },
      { line: 3, project: "none", who: "bbirch" },
    ];
    expect((await adoptFrom(db, [twoOwners()], { pis: others })).plan.piProblems).toMatchObject([
      expect.stringMatching(/^Line 2: .*already has a PI/),
      expect.stringMatching(/^Line 3: .*none/),
    ]);
    const bio = ldap([inLdap("aash", 1001)], [foundProject("LDAP", "bio", ["aash"], { gidNumber: 5002 })]);
    await adoptFrom(db, [bio], { pis: [{ line: 2, project: "bio", who: "head@example.org" }] });
    expect((await rows()).memberships).toContainEqual({
      name: "bio",
      username: null,
      role: "pi",
      source: "manual",
    });
  });
});
