import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AdoptOptions } from "../../src/commands/adopt.ts";
import { keepConflicts } from "../../src/commands/keep-conflicts.ts";
import { moveAdminViews } from "../../src/db/move-views.ts";
import { adoptionConflicts } from "../../src/db/tables/adoption-conflicts.ts";
import { decideAdoptionConflict } from "../../src/pipeline/decide-adoption-conflict.ts";
import type { FoundAccount, FoundProject } from "../../src/provisioners/found.ts";
import { later, someRules } from "../in-memory/pipeline-deps.ts";
import { newDatabase, type TestDatabase } from "../new-database.ts";
import { adoptFrom, decide, readRegistryRows } from "./adopting.ts";
import { found, foundProject, reading, someSource } from "./some-source.ts";

let database: TestDatabase;
let minute = 0;
const ADA = { id: "slack:UADA", name: "Ada Okafor", email: "ada@example.org" };
const ART = { id: "slack:UART", name: "Art Olsen", email: "art@example.org" };
const rules = someRules();
const MINUTE_MS = 60_000;

const mkeller = found("LDAP", "mkeller", { uidNumber: 1001, emails: ["spectra@example.org"] });
const jlind = found("LDAP", "jlind", { uidNumber: 1002, emails: ["spectra@example.org"] });
const directory = someSource("LDAP", reading([]));
const cloud = someSource("OpenStack", reading([]));
const shows = (accounts: readonly FoundAccount[], projects: readonly FoundProject[] = []) => {
  directory.now = reading(accounts, projects);
};

beforeEach(async () => {
  database = await newDatabase();
  minute = 0;
  shows([mkeller, jlind]);
  cloud.now = reading([found("OpenStack", "cloudy", { id: "default/cloudy" })]);
});
afterEach(() => database.close());

/** Adopts as the command does, a minute after the last time. */
async function run(but: Partial<AdoptOptions> = {}, began = ++minute) {
  const since = later(began * MINUTE_MS);
  const by = { actor: "cron", actorName: "cron", verifiedBy: "directory", now: since } as const;
  const adopted = await adoptFrom(database.db, [directory, cloud], { by, ...but });
  if (adopted.written) await keepConflicts(adopted, keeping(since));
  return adopted;
}
const keeping = (since: Date) => ({ db: database.db, adminChannels: ["slack:CADMINS"], since, now: since });
const kept = async () =>
  (await database.db.select().from(adoptionConflicts)).sort((a, b) => a.name.localeCompare(b.name));
const stateOf = async (name: string) => {
  const row = (await kept()).find((one) => one.name === name);
  return row && (row.closedAt ? "closed" : (row.decision ?? "open"));
};
const states = async () =>
  Object.fromEntries(await Promise.all((await kept()).map(async ({ name }) => [name, await stateOf(name)])));
async function decides(name: string, decision: string, by = ADA) {
  const conflict = (await kept()).find((one) => one.name === name);
  if (!conflict) throw new Error(`There is no conflict about ${name}`);
  const deps = { db: database.db, now: () => later(minute * MINUTE_MS + 1000), rules };
  return decideAdoptionConflict(conflict, decision, by, deps);
}
const registry = async () =>
  (await database.query<{ username: string }>("select username from accounts")).map(
    ({ username }) => username,
  );
const messages = () =>
  database.query<{ place: string }>("select place from digests where about = 'conflicts' order by id");

describe("The conflicts of a run that writes", () => {
  it("are kept once, with one message, whatever the number of runs", async () => {
    for (const _ of [1, 2, 3]) {
      await run();
      expect(await states()).toEqual({ mkeller: "open", jlind: "open" });
      expect(await messages()).toEqual([{ place: "slack:CADMINS" }]);
    }
  });

  it("aren't kept in a dry run, or if a system can't be read", async () => {
    await run({ dryRun: true });
    cloud.now = new Error("no route");
    await run();
    expect(await kept()).toEqual([]);
    expect(await messages()).toEqual([]);
  });

  it("are closed once they are gone, and open again as new questions", async () => {
    await run();
    shows([mkeller, { ...jlind, emails: ["jlind@example.org"] }]);
    await run();
    expect(await states()).toEqual({ mkeller: "closed", jlind: "closed" });
    expect(await registry()).toContain("mkeller");
    const third = found("LDAP", "third", { uidNumber: 1003, emails: ["spectra@example.org"] });
    shows([mkeller, { ...jlind, emails: ["jlind@example.org"] }, third]);
    await run();
    expect(await stateOf("third")).toBe("open");
    expect(await messages()).toHaveLength(2);
    shows([mkeller, { ...jlind, emails: ["jlind@example.org"] }]);
    await run({ accepted: new Set(["LDAP"]) });
    expect(await stateOf("third")).toBe("closed");
    shows([mkeller, { ...jlind, emails: ["jlind@example.org"] }, third]);
    const before = (await kept()).find(({ name }) => name === "third")?.mark;
    await run();
    expect(await stateOf("third")).toBe("open");
    expect((await kept()).find(({ name }) => name === "third")?.mark).not.toBe(before);
  });

  it("stay open while their system can't be seen as a whole", async () => {
    await run();
    directory.now = reading([], [], { incomplete: "The server cut the list." });
    await run();
    expect(await states()).toEqual({ mkeller: "open", jlind: "open" });
  });

  it("aren't closed by a run that began before another one saw them", async () => {
    shows([mkeller]);
    const since = later(0);
    const by = { actor: "cron", actorName: "cron", verifiedBy: "directory", now: since } as const;
    const slow = await adoptFrom(database.db, [directory, cloud], { by, dryRun: true });
    shows([mkeller, jlind]);
    await run();
    await keepConflicts(slow, keeping(since));
    expect(await states()).toEqual({ mkeller: "open", jlind: "open" });
  });
});

describe("A decision in the chat", () => {
  it("is applied by the next run like one in a list, and everyone's history says who decided", async () => {
    await run();
    expect(await decides("mkeller", "different")).toEqual({ kind: "decided" });
    expect(await decides("jlind", "mkeller", ART)).toEqual({ kind: "decided" });
    await run();
    const inChat = await readRegistryRows((text) => database.query(text));
    expect(await states()).toEqual({ mkeller: "closed", jlind: "closed" });
    expect(
      await database.query(
        "select count(distinct person_id)::int as people from accounts where username in ('mkeller', 'jlind')",
      ),
    ).toEqual([{ people: 1 }]);
    const notes = JSON.stringify(inChat.events);
    expect(notes).toContain("Ada Okafor");
    expect(notes).toContain("Art Olsen");

    const other = await newDatabase();
    await adoptFrom(other.db, [directory, cloud]);
    const list = decide({ "LDAP/id-of-mkeller": "different", "LDAP/id-of-jlind": "mkeller" });
    await adoptFrom(other.db, [directory, cloud], { decided: list });
    const byList = await readRegistryRows((text) => other.query(text));
    await other.close();
    const { events: _, ...applied } = inChat;
    const { events: __, ...wanted } = byList;
    expect(applied).toEqual(wanted);
  });

  it("counts once: who comes second reads who decided", async () => {
    await run();
    const made = await Promise.all([decides("mkeller", "different"), decides("mkeller", "skip", ART)]);
    expect(made.map(({ kind }) => kind).toSorted()).toEqual(["decided", "late"]);
    const [late] = made.filter(({ kind }) => kind === "late");
    expect(late).toMatchObject({ conflict: { decidedByName: expect.any(String) } });
    // The same press, delivered twice.
    const winner = (await kept()).find(({ name }) => name === "mkeller");
    const again = winner?.decidedBy === ADA.id ? ADA : ART;
    expect(await decides("mkeller", winner?.decision ?? "", again)).toEqual({ kind: "decided" });
  });

  it("to leave an account out stays, without asking again", async () => {
    await run();
    await decides("mkeller", "skip");
    await decides("jlind", "different");
    await run();
    await run();
    expect(await states()).toEqual({ mkeller: "skip", jlind: "closed" });
    expect(await registry()).not.toContain("mkeller");
    expect(await messages()).toHaveLength(1);
    // A list comes before it.
    await run({ decided: decide({ "LDAP/id-of-mkeller": "jlind" }) });
    expect(await stateOf("mkeller")).toBe("closed");
    expect(await registry()).toContain("mkeller");
  });

  it("that can't be followed is open again and says why; everything else is written", async () => {
    await run();
    await decides("mkeller", "nobody-here");
    await decides("jlind", "different");
    const { rejected, written } = await run();
    expect(rejected).toMatchObject([{ problem: expect.stringContaining("nobody-here") }]);
    expect(written).toMatchObject({ accounts: 1 });
    expect(await states()).toEqual({ mkeller: "open", jlind: "closed" });
    expect((await kept()).find(({ name }) => name === "mkeller")).toMatchObject({
      decidedBy: null,
      problem: expect.stringContaining("nobody-here"),
    });
    expect(await messages()).toHaveLength(2);
  });

  it("counts only for the name and address that the admin read", async () => {
    await run();
    await decides("mkeller", "jlind");
    await decides("jlind", "different");
    shows([{ ...mkeller, emails: ["other@example.org"] }, jlind]);
    const { rejected } = await run();
    expect(rejected.map(({ conflict }) => conflict.name)).toEqual(["mkeller"]);
    expect(
      await database.query(
        "select count(distinct person_id)::int as people from accounts where username in ('mkeller', 'jlind')",
      ),
    ).toEqual([{ people: 2 }]);
  });

  it("isn't the admin's to make about their own account", async () => {
    await run();
    const self = { ...ADA, email: "Spectra@example.org" };
    expect(await decides("mkeller", "different", self)).toEqual({ kind: "own" });
    expect(await states()).toEqual({ mkeller: "open", jlind: "open" });
  });

  it("names the project that one in conflict is, and the project's history says so", async () => {
    shows([], [foundProject("LDAP", "astro", [], { gidNumber: 5001 })]);
    await run();
    shows(
      [],
      [
        foundProject("LDAP", "astro", [], { gidNumber: 5001 }),
        foundProject("LDAP", "stars", [], { gidNumber: 5001 }),
      ],
    );
    await run();
    expect(await states()).toEqual({ stars: "open" });
    await decides("stars", "astro");
    await run();
    expect(await stateOf("stars")).toBe("closed");
    expect(
      await database.query(
        "select e.kind, e.actor_name from events e join projects p on p.id = e.project_id where p.name = 'astro' and kind <> 'adopted'",
      ),
    ).toEqual([{ kind: "conflict-decided", actor_name: "Ada Okafor" }]);
  });
});

it("The message about open conflicts appears in another admin channel once that is configured, and not again", async () => {
  await run();
  for (const _ of [1, 2]) await moveAdminViews(database.db, ["slack:CNEW"], later(5 * MINUTE_MS));
  expect(await messages()).toEqual([{ place: "slack:CNEW" }]);
  shows([mkeller]);
  await run({ accepted: new Set(["LDAP"]) });
  await moveAdminViews(database.db, ["slack:CNEWER"], later(9 * MINUTE_MS));
  expect(await messages()).toEqual([{ place: "slack:CNEW" }]);
});

it("300 conflicts are kept and shown in one message", async () => {
  const pairs = Array.from({ length: 150 }, (_, n) => [
    found("LDAP", `a${n}`, { uidNumber: 2000 + n, emails: [`shared${n}@example.org`] }),
    found("LDAP", `b${n}`, { uidNumber: 3000 + n, emails: [`shared${n}@example.org`] }),
  ]);
  shows(pairs.flat());
  await run();
  expect(await kept()).toHaveLength(300);
  expect(await messages()).toHaveLength(1);
});
