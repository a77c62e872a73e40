import { afterAll, describe, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import type { PipelineDeps } from "../../../src/pipeline/pipeline-deps.ts";
import { buildPlan } from "../../../src/pipeline/plan.ts";
import { confirmPlan } from "../../../src/pipeline/stages/confirm-plan.ts";
import { anApproval, aRequest, fromBo } from "../../a-request.ts";
import { HOUR, inMemoryDeps, later } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

const [BY_ADA, BY_BO] = [anApproval(), fromBo()];

/** A request for a new project, which an admin and the PI have approved as it is now. */
async function anApproved(deps: PipelineDeps, but: Partial<Request> = {}): Promise<Request> {
  const details = { newProject: true, ...but.details };
  const request = aRequest({ stage: "confirm-plan", approvals: [BY_ADA, BY_BO], ...but, details });
  return { ...request, plan: await buildPlan(request, deps) };
}

/** One message for the cause, and a line in its thread for each further request. */
const NEEDS_ATTENTION = [
  { template: "needs-attention", toUser: ["slack:CADMINS"] },
  { template: "thread-note", toUser: ["slack:CADMINS"] },
];

it("A request continues if nothing has changed since it was approved, and nothing is created yet", async () => {
  const deps = inMemoryDeps(db);
  const request = await anApproved(deps);
  expect(await confirmPlan.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await confirmPlan.run(request, deps)).toMatchObject({ kind: "done" });
  expect(deps.system.people).toEqual(new Map());
});

describe("a request of someone who got an account in the meantime", () => {
  it("ends as fulfilled", async () => {
    const deps = inMemoryDeps(db);
    const request = await anApproved(deps);
    deps.namespace.addPerson("amy", { email: "Amy@example.org" });
    expect(await confirmPlan.run(request, deps)).toMatchObject({ kind: "fulfilled" });
  });

  it("continues if they can't log in with it, or if the request is for a membership", async () => {
    const deps = inMemoryDeps(db);
    const request = await anApproved(deps);
    const joining = { ...request, kind: "membership", details: { newProject: true } } as const;
    deps.namespace.addPerson("contact", { email: request.email, hasAccount: false });
    expect(await confirmPlan.run(request, deps)).toMatchObject({ kind: "done" });
    deps.namespace.people.clear();
    deps.namespace.addPerson("amy", { email: request.email });
    expect(await confirmPlan.run(joining, deps)).not.toMatchObject({ kind: "fulfilled" });
  });
});

describe("a request that lacks an approval", () => {
  it("goes back to the admins, who are told once a day", async () => {
    const deps = inMemoryDeps(db);
    const lacking = { approvals: [BY_BO] };
    const outcomes = [
      await confirmPlan.run(await anApproved(deps, lacking), deps),
      await confirmPlan.run(await anApproved(deps, { ...lacking, id: 8 }), deps),
    ];
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({
        kind: "rewind",
        stage: "await-admin",
        facts: { needsAdmin: true },
        notifications: NEEDS_ATTENTION,
      });
    }
    const keys = outcomes.flatMap((outcome) => ("notifications" in outcome ? outcome.notifications : []));
    const first = keys.filter((notification) => notification?.template === "needs-attention");
    expect(new Set(first.map((notification) => notification?.key)).size).toBe(1);
  });

  it("goes back to the PI, and no admin is told", async () => {
    const deps = inMemoryDeps(db);
    const request = await anApproved(deps, { approvals: [BY_ADA] });
    const outcome = await confirmPlan.run(request, deps);
    expect(outcome).toMatchObject({ kind: "rewind", stage: "await-pi", notifications: [] });
  });
});

describe("a request that would now create more than was approved", () => {
  it("needs another approval, and the admins are told", async () => {
    const deps = inMemoryDeps(db);
    deps.system.projects.set("lab", { madeByAcct: true, members: new Set() });
    const request = await anApproved(deps);
    deps.system.projects.clear();
    expect(await confirmPlan.run(request, deps)).toMatchObject({
      kind: "rewind",
      stage: "await-admin",
      facts: { plan: expect.any(Array) },
      approvals: { superseded: [BY_ADA.seq] },
      notifications: NEEDS_ATTENTION,
    });
  });

  it("needs the PI's approval again if no admin decides on such requests", async () => {
    const deps = inMemoryDeps(db, {
      approvals: approvalsOf({ account: ["pi"] }),
      projects: { lab: { pi: "bo@example.org" } },
    });
    const request = await anApproved(deps, { details: { newProject: false }, approvals: [BY_BO] });
    expect(await confirmPlan.run(request, deps)).toMatchObject({ kind: "done" });
    const plan = request.plan.filter(({ system }) => system !== "LDAP");
    expect(await confirmPlan.run({ ...request, plan }, deps)).toMatchObject({
      kind: "rewind",
      stage: "await-pi",
      facts: { plan: request.plan },
      approvals: { superseded: [BY_BO.seq] },
    });
  });

  it("continues if a system holds some of it already", async () => {
    const deps = inMemoryDeps(db);
    const request = await anApproved(deps);
    deps.system.projects.set("lab", { madeByAcct: true, members: new Set() });
    expect(await confirmPlan.run(request, deps)).toMatchObject({ kind: "done" });
  });
});

describe("a username that was taken since the approval", () => {
  it("is replaced by the next one if acct had chosen it, and the admins are told", async () => {
    const deps = inMemoryDeps(db);
    const request = await anApproved(deps);
    deps.system.addStranger("aash");
    expect(await confirmPlan.run(request, deps)).toMatchObject({
      kind: "rewind",
      stage: "confirm-plan",
      facts: { username: "aash2" },
      notifications: NEEDS_ATTENTION,
    });
  });

  it("goes back to the admins if the requester had chosen it", async () => {
    const deps = inMemoryDeps(db);
    const request = await anApproved(deps, { details: { wantedUsername: "aash" } });
    deps.system.addStranger("aash");
    expect(await confirmPlan.run(request, deps)).toMatchObject({
      kind: "rewind",
      stage: "await-admin",
      facts: { needsAdmin: true },
      approvals: { superseded: [BY_ADA.seq] },
      notifications: NEEDS_ATTENTION,
    });
  });
});

it("A project name that was taken since the approval brings the request back to the admins", async () => {
  const deps = inMemoryDeps(db);
  const request = await anApproved(deps);
  deps.system.projects.set("lab", { madeByAcct: false, members: new Set() });
  expect(await confirmPlan.run(request, deps)).toMatchObject({ kind: "rewind", stage: "await-admin" });
});

it("In a dry run the request waits here, and checks again every hour", async () => {
  const deps = inMemoryDeps(db, { dryRun: true });
  expect(await confirmPlan.run(await anApproved(deps), deps)).toMatchObject({
    kind: "wait",
    for: "dry-run",
    until: later(HOUR),
  });
});
