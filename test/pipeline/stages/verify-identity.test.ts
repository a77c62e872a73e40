import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { AwayError } from "../../../src/chat/chat.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { verifyIdentity } from "../../../src/pipeline/stages/verify-identity.ts";
import { inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
// Requests from earlier tests must reserve no names.
beforeEach(() => database.query("update requests set status = 'closed', waits_for = null"));

let made = 0;

/** Amy requests an account and a new project. */
async function aRequest(but: Partial<NewRequest> = {}, now = START): Promise<Request> {
  const draft = { email: "amy@example.org", requesterUser: "slack:UAMY", project: `stars${++made}` };
  return storedRequest(db, { ...draft, details: { newProject: true }, ...but }, now);
}

describe("a person without an account", () => {
  it("gets the first free username by the site's rule", async () => {
    const deps = inMemoryDeps(db);
    const request = await aRequest();
    const outcome = await verifyIdentity.run(request, deps);
    expect(outcome).toMatchObject({ kind: "done", facts: { username: "aash", needsAdmin: true } });
    expect(await verifyIdentity.run(request, deps)).toEqual(outcome);
  });

  it("gets a username that is free in the registry, in the directory, in every system and in other requests", async () => {
    const deps = inMemoryDeps(db);
    await anAccount(db, "bbirch", { project: { name: "of-bbirch" } });
    deps.namespace.addPerson("bbirch2");
    deps.system.addStranger("bbirch3");
    await storedRequest(db, { username: "bbirch4" });
    const request = await aRequest({ givenName: "Bea", familyName: "Birch" });
    expect(await verifyIdentity.run(request, deps)).toMatchObject({ facts: { username: "bbirch5" } });
  });

  it("gets the username that they chose, or is refused if it is taken or reserved", async () => {
    const deps = inMemoryDeps(db, { usernames: { rule: "{given:1}{family}", reserved: ["boss"] } });
    deps.system.addStranger("elsewhere");
    const choose = async (wantedUsername: string) => {
      const request = await aRequest({ email: `${wantedUsername}@example.org`, requesterUser: null });
      return verifyIdentity.run({ ...request, details: { newProject: true, wantedUsername } }, deps);
    };
    expect(await choose("star")).toMatchObject({ kind: "done", facts: { username: "star" } });
    expect(await choose("elsewhere")).toMatchObject({ kind: "refuse" });
    expect(await choose("boss")).toMatchObject({ kind: "refuse" });
  });

  it("is refused if neither their name nor their address gives a username", async () => {
    const request = await aRequest({
      givenName: "7",
      familyName: "7",
      email: "7@example.org",
      requesterUser: null,
    });
    expect(await verifyIdentity.run(request, inMemoryDeps(db))).toMatchObject({ kind: "refuse" });
  });
});

describe("a requester in the chat", () => {
  it.each(["guest", "deactivated", "external", "bot"] as const)(
    "is refused if they are no full member but %s",
    async (membership) => {
      const deps = inMemoryDeps(db);
      deps.chat.addPerson("Amy Ash", { membership });
      expect(await verifyIdentity.run(await aRequest(), deps)).toMatchObject({ kind: "refuse" });
    },
  );

  it("is refused if the address isn't theirs", async () => {
    const request = await aRequest({ email: "bo@example.org" });
    expect(await verifyIdentity.run(request, inMemoryDeps(db))).toMatchObject({ kind: "refuse" });
  });

  it("may use an address of which the chat doesn't say whether it is verified", async () => {
    const deps = inMemoryDeps(db);
    deps.chat.addPerson("Amy Ash", { email: undefined, unverifiedEmail: "amy@example.org" });
    expect(await verifyIdentity.run(await aRequest(), deps)).toMatchObject({ kind: "done" });
  });

  it("isn't refused because the chat doesn't respond; the stage runs again", async () => {
    const deps = inMemoryDeps(db);
    deps.chat.isAway = true;
    await expect(verifyIdentity.run(await aRequest(), deps)).rejects.toThrow(AwayError);
  });
});

describe("a person who has an account already is refused", () => {
  it("if it is in the registry, even if it was offboarded or deleted", async () => {
    await anAccount(db, "has", { email: "Has@example.org", project: { name: "of-has" } });
    const request = await aRequest({ email: "has@example.org", requesterUser: null });
    const reasons = new Set<unknown>();
    for (const column of [undefined, "removed_at", "erased_at"]) {
      if (column) await database.query(`update accounts set ${column} = now() where username = 'has'`);
      const outcome = await verifyIdentity.run(request, inMemoryDeps(db));
      expect(outcome).toMatchObject({ kind: "refuse" });
      reasons.add("reason" in outcome && outcome.reason);
    }
    expect(reasons.size).toBe(3);
  });

  it.each([true, false])(
    "if the directory has their address (and they can log in there: %s)",
    async (hasAccount) => {
      const deps = inMemoryDeps(db);
      deps.namespace.addPerson("amy", { email: "AMY@example.org", hasAccount });
      expect(await verifyIdentity.run(await aRequest(), deps)).toMatchObject({ kind: "refuse" });
    },
  );
});

describe("a new project", () => {
  it("is refused if its name is taken in the registry or in the directory, or reserved", async () => {
    const deps = inMemoryDeps(db);
    await anAccount(db, "founder", { project: { name: "founded", createdAt: later(-1000) } });
    deps.namespace.addGroup("grouped", 4711);
    for (const project of ["founded", "grouped", "root"]) {
      const request = await aRequest({ project, email: `${project}@example.org`, requesterUser: null });
      expect(await verifyIdentity.run(request, deps), project).toMatchObject({ kind: "refuse" });
    }
  });

  it("waits for an older request for the same one, and joins it if it was started in the meantime", async () => {
    const deps = inMemoryDeps(db);
    const project = "contested";
    const older = await aRequest({ project, email: "older@example.org", requesterUser: null });
    const request = await aRequest({ project });
    const waiting = await verifyIdentity.run(request, deps);
    expect(waiting).toMatchObject({
      kind: "wait",
      for: "project",
      until: later(5 * 60_000),
      notifications: [{ template: "waiting-for-project" }],
    });
    expect(await verifyIdentity.run(request, deps)).toEqual(waiting);
    await database.query("update requests set status = 'closed' where id = $1", [older.id]);
    await anAccount(db, "older", { project: { name: project, createdAt: later(1000) } });
    expect(await verifyIdentity.run(request, deps)).toMatchObject({
      kind: "done",
      facts: { piEmail: "bo@example.org", piUser: "slack:UBO" },
    });
  });

  it("is free again if the older request for it has ended", async () => {
    const older = await aRequest({ project: "freed", email: "older@example.org", requesterUser: null });
    const request = await aRequest({ project: "freed" });
    await database.query("update requests set status = 'refused' where id = $1", [older.id]);
    expect(await verifyIdentity.run(request, inMemoryDeps(db))).toMatchObject({ kind: "done" });
  });
});

describe("an existing project", () => {
  const joins = { details: {} };

  it("is joined with the PI whom the site knows, no matter whom the requester named", async () => {
    await anAccount(db, "leader", { project: { name: "led" } });
    const named = { piName: "Eve", piEmail: "eve@example.org" };
    const request = await aRequest({ ...joins, ...named, project: "led" });
    expect(await verifyIdentity.run(request, inMemoryDeps(db))).toMatchObject({
      kind: "done",
      facts: { piEmail: "bo@example.org", needsAdmin: false },
    });
  });

  it("needs an admin if only the requester has named its PI", async () => {
    const deps = inMemoryDeps(db);
    deps.namespace.addGroup("orphaned", 4712);
    const request = await aRequest({ ...joins, project: "orphaned", piEmail: "eve@example.org" });
    expect(await verifyIdentity.run(request, deps)).toMatchObject({ facts: { needsAdmin: true } });
  });

  it("can't be joined if no one has named a PI, or if there is no such project", async () => {
    const deps = inMemoryDeps(db);
    deps.namespace.addGroup("leaderless", 4713);
    for (const project of ["leaderless", "nowhere"]) {
      const request = await aRequest({
        ...joins,
        project,
        email: `${project}@example.org`,
        requesterUser: null,
      });
      expect(await verifyIdentity.run(request, deps), project).toMatchObject({ kind: "refuse" });
    }
  });

  it("with elevated privileges needs an admin", async () => {
    await anAccount(db, "wheel", { project: { name: "operators" } });
    const deps = inMemoryDeps(db, { privilegedProjects: [{ name: "operators", count: 1 }] });
    const request = await aRequest({ ...joins, project: "operators" });
    expect(await verifyIdentity.run(request, deps)).toMatchObject({ facts: { needsAdmin: true } });
  });
});

describe("numbers that an approved request would need", () => {
  const used = { from: 20_000, to: 20_001 };
  const registry = { uidNumbers: { from: 20_000, to: 29_999 }, gidNumbers: { from: 5000, to: 5999 } };

  it("are looked for before anyone is asked: if none is left, admins read which range to extend, and no one is refused", async () => {
    const deps = inMemoryDeps(db, { registry: { ...registry, uidNumbers: used } });
    deps.namespace.addPerson("holder1", { uidNumber: 20_000 });
    const request = await aRequest();
    expect(await verifyIdentity.run(request, deps)).toMatchObject({ kind: "done" });
    deps.namespace.addPerson("holder2", { uidNumber: 20_001 });
    await expect(verifyIdentity.run(request, deps)).rejects.toMatchObject({
      lasts: true,
      message: expect.stringContaining("registry.uidNumbers"),
    });
  });

  it("of a new project are looked for, too, but not if the project has one", async () => {
    const deps = inMemoryDeps(db, { registry: { ...registry, gidNumbers: used } });
    for (const gidNumber of [20_000, 20_001]) deps.namespace.addGroup(`group${gidNumber}`, gidNumber);
    await expect(verifyIdentity.run(await aRequest(), deps)).rejects.toMatchObject({
      lasts: true,
      message: expect.stringContaining("registry.gidNumbers"),
    });
    const joins = await aRequest({
      project: "group20000",
      details: {},
      piEmail: "bo@example.org",
      email: "kim@example.org",
      requesterUser: null,
    });
    expect(await verifyIdentity.run(joins, deps)).toMatchObject({ kind: "done" });
  });

  it("come from the directory if it assigns them, whose counter is read and not moved", async () => {
    const deps = inMemoryDeps(db, { registry: { ...registry, uidNumbers: used } });
    const counted = { uidNumber: 70_000, gidNumber: 80_000 };
    const lost = new Failure("The counter has passed the last number: check ldap.counterDn", { lasts: true });
    const namespace = {
      ...deps.namespace,
      takeNumber: () => Promise.reject(new Error("a number was taken before anyone was asked")),
      peekNumber: async (attribute: "uidNumber" | "gidNumber") => counted[attribute],
    };
    const request = await aRequest();
    expect(await verifyIdentity.run(request, { ...deps, namespace })).toMatchObject({ kind: "done" });
    const empty = { ...namespace, peekNumber: () => Promise.reject(lost) };
    await expect(verifyIdentity.run(request, { ...deps, namespace: empty })).rejects.toBe(lost);
  });
});
