import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import { findFormerOrAccount } from "../../src/db/accounts.ts";
import { leaseRequest } from "../../src/db/leases.ts";
import { findOpenRequest, findRequest } from "../../src/db/requests.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { Failure } from "../../src/failure/failure.ts";
import { openLog } from "../../src/log.ts";
import { advance } from "../../src/pipeline/engine/advance.ts";
import { joinEverywhere } from "../../src/pipeline/ensure-everywhere.ts";
import { openOffboarding } from "../../src/pipeline/open-offboarding.ts";
import { openResumption } from "../../src/pipeline/open-resumption.ts";
import { openSuspension } from "../../src/pipeline/open-suspension.ts";
import { createPasswordRequest } from "../../src/pipeline/passwords/create-password-request.ts";
import { lockedIn } from "../../src/pipeline/passwords/locked-in.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import type { Provisioner } from "../../src/provisioners/provisioner.ts";
import { inMemoryProvisioner } from "../in-memory/in-memory-provisioner.ts";
import { inMemoryDeps, START } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const deps = inMemoryDeps(db);
const workflows = buildWorkflows(deps.rules.approvals);
const [directory, cloud] = [inMemoryProvisioner("LDAP"), inMemoryProvisioner("OpenStack")];
const context = { ...deps, workflows, provisioners: [directory, cloud] };
const by = { id: "slack:UADA", name: "Ada" };
const input = () => ({ origin: `test:${randomUUID()}`, by });

const down = () => Promise.reject(new Failure("the server is down"));
const away: Provisioner = { ...directory, suspend: down, resume: down, ensure: down };

async function someone(username: string) {
  const { account, project } = await anAccount(db, username, { project: { name: `of-${username}` } });
  for (const system of [directory, cloud]) await system.ensure(account, project);
  const now = async () => {
    const found = await findFormerOrAccount(db, username);
    if (!found) throw new Error("no account");
    return found;
  };
  const locks = () => Promise.all([directory, cloud].map((system) => system.findLock?.(account)));
  const members = () =>
    [directory, cloud].map(({ projects }) => [...(projects.get(project.name)?.members ?? [])]);
  return { account, project, now, locks, members };
}

/** Runs a request once, as a process does. Returns what it says then. */
async function attempt(
  { id }: Pick<Request, "id">,
  provisioners: readonly Provisioner[] = context.provisioners,
) {
  const leased = await leaseRequest(db, id, { by: 7, now: START, leaseMs: 60_000 });
  if (!leased) throw new Error("not leased");
  await advance(leased, {
    deps: { ...deps, provisioners },
    workflows,
    log: openLog("silent"),
    announce: () => undefined,
    stopping: () => false,
  });
  return findRequest(db, id);
}

it("Someone who is suspended is locked out everywhere and keeps their memberships, and gets back exactly that", async () => {
  const { account, now, locks, members } = await someone("amy");
  const { request } = await openSuspension(account, input(), context);
  expect(await attempt(request)).toMatchObject({ status: "closed" });
  expect(await locks()).toEqual(["locked by acct", "locked by acct"]);
  expect(members()).toEqual([["amy"], ["amy"]]);
  expect(await now()).toMatchObject({
    suspendedAt: START,
    removedAt: null,
    foundBefore: { LDAP: "open", OpenStack: "open" },
  });
  expect(await attempt(await openResumption(await now(), input(), context))).toMatchObject({
    status: "closed",
  });
  expect(await locks()).toEqual([undefined, undefined]);
  expect(members()).toEqual([["amy"], ["amy"]]);
  expect(await now()).toMatchObject({ suspendedAt: null, foundBefore: null });
});

it("A system that doesn't answer keeps no other from locking, is named, and is caught up later", async () => {
  const { account, locks } = await someone("ben");
  const { request } = await openSuspension(account, input(), context);
  const tried = await attempt(request, [away, cloud]);
  expect(tried).toMatchObject({ status: "running", problem: expect.stringMatching(/LDAP.*down/) });
  expect(tried?.problem).not.toMatch(/OpenStack/);
  expect(await locks()).toEqual([undefined, "locked by acct"]);
  expect(await attempt(request)).toMatchObject({ status: "closed" });
  expect(await locks()).toEqual(["locked by acct", "locked by acct"]);
});

it("Where an admin had locked someone before, they stay locked after they were resumed", async () => {
  const { account, now, locks } = await someone("cal");
  const there = cloud.people.get("cal");
  if (there) there.isLockedByAdmin = true;
  await attempt((await openSuspension(account, input(), context)).request);
  expect(await now()).toMatchObject({ foundBefore: { LDAP: "open", OpenStack: "locked" } });
  await attempt(await openResumption(await now(), input(), context));
  expect(await locks()).toEqual([undefined, "locked by an admin"]);
});

it("A system that doesn't answer when someone is resumed is caught up later, and what was there before is known until then", async () => {
  const { account, now, locks } = await someone("dot");
  await attempt((await openSuspension(account, input(), context)).request);
  const request = await openResumption(await now(), input(), context);
  expect(await attempt(request, [away, cloud])).toMatchObject({ status: "running" });
  expect(await locks()).toEqual(["locked by acct", undefined]);
  expect((await now()).foundBefore).not.toBeNull();
  // Another command looks again instead of opening a second request.
  expect((await openResumption(await now(), input(), context)).id).toBe(request.id);
  expect(await attempt(request)).toMatchObject({ status: "closed" });
  expect(await locks()).toEqual([undefined, undefined]);
});

it("The old password is gone in a system that says so, and the person gets one link, however often it is tried", async () => {
  const { account, now } = await someone("eve");
  const forgets: Provisioner = {
    ...directory,
    resume: async () => ({ summary: "eve can log in", needsPassword: true }),
  };
  const away2: Provisioner = { ...cloud, resume: down };
  await attempt((await openSuspension(account, input(), context)).request);
  const request = await openResumption(await now(), input(), context);
  await attempt(request, [forgets, away2]);
  await attempt(request, [forgets, cloud]);
  const links = await database.query<{ details: object }>(
    "select details from requests where kind = 'password' and username = 'eve'",
  );
  expect(links).toEqual([{ details: expect.objectContaining({ resumed: true }) }]);
});

it("No link to set a password works while someone is suspended", async () => {
  const { account, now } = await someone("fay");
  const { request } = await createPasswordRequest(account, { ...input(), pinHash: null }, context);
  await attempt(request);
  await openSuspension(account, input(), context);
  const [link] = await database.query<{ ends: Date }>(
    `select expires_at as ends from password_links where account_id = ${account.id}`,
  );
  expect(link?.ends).toEqual(START);
  expect(await lockedIn(await now(), [])).toMatchObject({ why: expect.stringContaining("fay") });
  const later = await createPasswordRequest(await now(), { ...input(), pinHash: null }, context);
  expect(await attempt(later.request)).toMatchObject({ status: "refused" });
});

it("Someone who is suspended can be offboarded, and comes back as they were before both", async () => {
  const { account, now, locks, members } = await someone("gil");
  const suspension = (await openSuspension(account, input(), context)).request;
  await attempt(suspension, [away, cloud]);
  const { request } = await openOffboarding(
    await now(),
    { ...input(), newOwner: undefined, approval: { surface: "cli" } },
    context,
  );
  while ((await attempt(request))?.status === "running");
  expect(await findRequest(db, suspension.id)).toMatchObject({ status: "closed" });
  expect(members()).toEqual([[], []]);
  await attempt(await openResumption(await now(), input(), context));
  expect(await locks()).toEqual([undefined, undefined]);
  expect(members()).toEqual([["gil"], ["gil"]]);
  expect(await now()).toMatchObject({ removedAt: null, suspendedAt: null, foundBefore: null });
});

it("Suspending someone again ends what was restoring their access", async () => {
  const { account, now, locks } = await someone("hal");
  await attempt((await openSuspension(account, input(), context)).request);
  const resumption = await openResumption(await now(), input(), context);
  await attempt(resumption, [away, cloud]);
  const { request } = await openSuspension(await now(), input(), context);
  expect(await findRequest(db, resumption.id)).toMatchObject({ status: "withdrawn" });
  expect(await findOpenRequest(db, "resumption", { username: "hal" })).toBeUndefined();
  await attempt(request);
  expect(await locks()).toEqual(["locked by acct", "locked by acct"]);
});

it("Someone who joins a project while they are suspended stays locked out", async () => {
  const { account, now, locks } = await someone("ida");
  await attempt((await openSuspension(account, input(), context)).request);
  const { project } = await anAccount(db, "iris", { project: { name: "of-iris" } });
  // A new association in Slurm, say, has no lock of its own.
  const opening: Provisioner = {
    ...directory,
    async ensureMember(one, other) {
      await directory.resume?.(one as typeof account);
      return directory.ensureMember(one, other);
    },
  };
  await joinEverywhere(await now(), project, { ...deps, provisioners: [opening, cloud] });
  expect(await locks()).toEqual(["locked by acct", "locked by acct"]);
  expect(directory.projects.get("of-iris")?.members.has("ida")).toBe(true);
});
