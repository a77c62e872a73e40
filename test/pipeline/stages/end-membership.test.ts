import { afterAll, beforeEach, expect, it } from "vitest";
import { findAccountByUsername } from "../../../src/db/accounts.ts";
import { inTransaction } from "../../../src/db/client.ts";
import { findProject } from "../../../src/db/projects.ts";
import { replacePi } from "../../../src/db/replace-pi.ts";
import { findMember, updateMembership } from "../../../src/db/roster.ts";
import type { MemberChange, Request } from "../../../src/db/tables/requests.ts";
import type { Outcome } from "../../../src/pipeline/stage.ts";
import { endMembership } from "../../../src/pipeline/stages/end-membership.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { NotYetError, type Provisioner } from "../../../src/provisioners/provisioner.ts";
import { DAY, inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { anAccount, storedRequest } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const deps = inMemoryDeps(db);
const { system } = deps;
let count = 0;
let username = "";
let personId = 0;
beforeEach(async () => {
  username = `amy${++count}`;
  const { account, project } = await anAccount(db, username, { project: { name: "stars" } });
  personId = account.personId;
  await system.ensure(account, project);
});

/** A request to take the person of this test out of the project. */
const aRemoval = (member: Partial<MemberChange> = {}): Promise<Request> =>
  storedRequest(db, {
    kind: "removal",
    stage: "end-membership",
    username,
    email: `${username}@example.org`,
    project: "stars",
    details: { member: { personId, formerRole: "member", by: "Bo Birch", ...member } },
  });

const membership = async () =>
  findMember(db, { projectId: (await findProject(db, "stars"))?.id ?? 0, personId, username });
const isInSystem = () => system.projects.get("stars")?.members.has(username);

/** Writes what the stage wants to be written together with its outcome. */
async function write(outcome: Outcome): Promise<void> {
  if (outcome.kind !== "done" || !outcome.alongside) throw new Error(`${outcome.kind} writes nothing`);
  const { alongside } = outcome;
  await inTransaction(db, (tx) => alongside(tx, buildWorkflows(deps.rules.approvals)));
}

/** A system that people can't leave. */
const failing = (error: Error): Provisioner => ({
  ...system,
  name: "Attic",
  leave: async () => {
    throw error;
  },
});

it("The person leaves the project in every system and in the registry, keeps the account, and everyone concerned is told", async () => {
  const request = await aRemoval();
  const outcome = await endMembership.run(request, deps);
  expect(outcome).toMatchObject({ kind: "done" });
  const told = outcome.kind === "done" ? outcome.notifications : [];
  expect(told?.map(({ template, toEmail }) => [template, toEmail])).toEqual([
    ["membership-ended", `${username}@example.org`],
    ["membership-ended", "bo@example.org"],
  ]);
  expect(isInSystem()).toBe(false);
  await write(outcome);
  expect(await membership()).toBeUndefined();
  expect(await findAccountByUsername(db, username)).toMatchObject({ username });
  const events = await database.query(
    "select actor_name from events where kind = 'member-removed' and note like $1",
    [`${username} %`],
  );
  expect(events).toEqual([{ actor_name: "Bo Birch" }]);
  // A process that died right after that runs the stage again.
  expect(await endMembership.run(request, deps)).toMatchObject({ kind: "done", notNeeded: true });
});

it("Someone who leads the project by now stays", async () => {
  const request = await aRemoval();
  const projectId = (await findProject(db, "stars"))?.id ?? 0;
  const former = await inTransaction(db, (tx) => replacePi(tx, { projectId, personId, now: deps.now() }));
  expect(await endMembership.run(request, deps)).toMatchObject({ kind: "refuse" });
  expect(isInSystem()).toBe(true);
  const bo = former?.[0]?.personId ?? 0;
  await inTransaction(db, (tx) => replacePi(tx, { projectId, personId: bo, now: deps.now() }));
});

it("Someone whose end date was moved or taken away since stays", async () => {
  const request = await aRemoval({ why: "ended" });
  for (const endsAt of [later(DAY), null]) {
    const entry = await membership();
    if (entry) await updateMembership(db, entry, { endsAt });
    expect(await endMembership.run(request, deps)).toMatchObject({ kind: "done", notNeeded: true });
    expect(isInSystem()).toBe(true);
  }
});

it("A system that doesn't respond is named and tried again, the others are left, and the registry keeps the membership until then", async () => {
  const both = { ...deps, provisioners: [failing(new Error("connect ECONNREFUSED")), system] };
  await expect(endMembership.run(await aRemoval(), both)).rejects.toThrow("Attic: ");
  expect(isInSystem()).toBe(false);
  expect(await membership()).toBeDefined();
});

it("While a job still runs, it is looked at again later, which isn't a failure", async () => {
  const both = {
    ...deps,
    provisioners: [failing(new NotYetError("A job of theirs is running", 60_000)), system],
  };
  const outcome = await endMembership.run(await aRemoval(), both);
  expect(outcome).toMatchObject({ kind: "busy", note: expect.stringContaining("A job of theirs") });
  expect(await membership()).toBeDefined();
});

it("A request that names no member gets stuck at once", async () => {
  const request = { ...(await aRemoval()), details: {} };
  await expect(endMembership.run(request, deps)).rejects.toMatchObject({ lasts: true });
});
