import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { findProject } from "../../../src/db/projects.ts";
import { findRegistration } from "../../../src/db/registry.ts";
import type { NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { register } from "../../../src/pipeline/stages/register.ts";
import { anApproval, fromBo } from "../../a-request.ts";
import { inMemoryDeps, later, START, someRules } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
// Requests from earlier tests must reserve no names.
beforeEach(() => database.query("update requests set status = 'closed', waits_for = null"));

const deps = inMemoryDeps(db);

/** A request for a new project that everyone has approved. */
function anApproved(username: string, but: Partial<NewRequest> = {}, now = START): Promise<Request> {
  return storedRequest(
    db,
    {
      stage: "register",
      username,
      email: `${username}@example.org`,
      project: `of-${username}`,
      details: { newProject: true },
      piEmail: "bo@example.org",
      piName: "Bo Birch",
      piUser: "slack:UBO",
      approvals: [anApproval(), fromBo()],
      ...but,
    },
    now,
  );
}

it("The account, the project and the membership are in the registry, with numbers from the site's ranges", async () => {
  const request = await anApproved("amy", { pinHash: "a PIN" });
  expect(await register.run(request, deps)).toMatchObject({ kind: "done" });
  const { account, project } = (await findRegistration(db, request.id)) ?? {};
  expect(account).toMatchObject({ username: "amy", chatUser: null, pinHash: "a PIN" });
  expect(account?.uidNumber).toBeGreaterThanOrEqual(20_000);
  expect(project).toMatchObject({ name: "of-amy", adopted: false, piEmail: "bo@example.org" });
  expect(project?.gidNumber).toBeGreaterThanOrEqual(5000);
});

it("A request that is registered twice at the same time has one account, and isn't refused", async () => {
  for (let n = 0; n < 10; n++) {
    const request = await anApproved(`twice${n}`);
    const outcomes = await Promise.all([register.run(request, deps), register.run(request, deps)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["done", "done"]);
    expect(outcomes[0]).toEqual(outcomes[1]);
    const accounts = await database.query("select 1 from accounts where request_id = $1", [request.id]);
    expect(accounts).toHaveLength(1);
  }
});

it("The first request to register a username keeps it, and the second is refused", async () => {
  expect(await register.run(await anApproved("first"), deps)).toMatchObject({ kind: "done" });
  await database.query("update requests set status = 'closed', waits_for = null where username = 'first'");
  const second = await anApproved("first", { email: "second@example.org", project: "of-second" });
  expect(await register.run(second, deps)).toMatchObject({ kind: "refuse" });
  expect(await findProject(db, "of-second")).toBeUndefined();
});

it("Someone whose address got an account in the meantime is refused", async () => {
  await anAccount(db, "has-one", { email: "has-one@example.org" });
  const request = await anApproved("another", { email: "Has-One@example.org" });
  expect(await register.run(request, deps)).toMatchObject({ kind: "refuse" });
});

it("Nothing is registered without every approval", async () => {
  const request = await anApproved("lacking", { approvals: [fromBo()] });
  await expect(register.run(request, deps)).rejects.toThrow("an admin");
  expect(await findRegistration(db, request.id)).toBeUndefined();
});

it("Where no system stores passwords, the PIN is not kept", async () => {
  const request = await anApproved("pinless", { pinHash: "a PIN" });
  await register.run(request, { ...deps, passwords: [] });
  expect((await findRegistration(db, request.id))?.account.pinHash).toBeNull();
});

it("A requester who names no PI leads the new project", async () => {
  const leads = { piEmail: null, piName: null, piUser: null, requesterUser: "slack:ULEA" };
  const request = await anApproved("leader", { ...leads, approvals: [anApproval()] });
  expect(await register.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await findProject(db, "of-leader")).toMatchObject({
    piName: "Amy Ash",
    piEmail: "leader@example.org",
    piUser: "slack:ULEA",
  });
});

describe("a new project that someone else has started", () => {
  it("is not joined without being asked: the request is refused if the project is older", async () => {
    await anAccount(db, "founder", { project: { name: "founded" } });
    const request = await anApproved("latecomer", { project: "founded" }, later(1000));
    expect(await register.run(request, deps)).toMatchObject({ kind: "refuse" });
  });

  it("is joined if it was started while this request was waiting", async () => {
    const request = await anApproved("waiter", { project: "waited-for" }, later(-1000));
    const { project } = await anAccount(db, "starter", { project: { name: "waited-for" } });
    expect(await register.run(request, deps)).toMatchObject({ kind: "done" });
    expect((await findRegistration(db, request.id))?.project.id).toBe(project.id);
  });
});

describe("where a directory has its own groups and people", () => {
  it("a project that exists there keeps its number, and is marked as adopted", async () => {
    const { namespace } = inMemoryDeps(db);
    namespace.addGroup("old", 4711);
    const approvals = [anApproval(), fromBo()];
    const request = await anApproved("joins-old", { project: "old", details: {}, approvals });
    await register.run(request, { ...deps, namespace });
    expect(await findProject(db, "old")).toMatchObject({ gidNumber: 4711, adopted: true });
  });

  it("numbers that are taken there are skipped", async () => {
    const { namespace } = inMemoryDeps(db);
    const last = await anApproved("before-taken");
    await register.run(last, { ...deps, namespace });
    const { account, project } = (await findRegistration(db, last.id)) ?? {};
    const [uidNumber, gidNumber] = [(account?.uidNumber ?? 0) + 1, (project?.gidNumber ?? 0) + 1];
    namespace.addPerson("theirs", { uidNumber });
    namespace.addGroup("theirs", gidNumber);
    const next = await anApproved("after-taken");
    await register.run(next, { ...deps, namespace });
    expect(await findRegistration(db, next.id)).toMatchObject({
      account: { uidNumber: uidNumber + 1 },
      project: { gidNumber: gidNumber + 1 },
    });
  });

  it("a number that it assigns and that the registry already uses is skipped, and no one is refused for it", async () => {
    let next = 40_000;
    const namespace = { ...inMemoryDeps(db).namespace, takeNumber: async () => next++ };
    await register.run(await anApproved("has-next"), { ...deps, namespace });
    next -= 2;
    const request = await anApproved("wants-next", { project: "of-has-next", details: {} });
    expect(await register.run(request, { ...deps, namespace })).toMatchObject({ kind: "done" });
    expect((await findRegistration(db, request.id))?.account.uidNumber).toBe(next - 1);
  });
});

it("When a range of numbers is used up, the request fails and says which range", async () => {
  const registry = { ...someRules().registry, uidNumbers: { from: 20_000, to: 20_000 } };
  const rules = { ...deps.rules, registry };
  await expect(register.run(await anApproved("too-many"), { ...deps, rules })).rejects.toThrow("uidNumbers");
});
