import { afterAll, describe, expect, it } from "vitest";
import { aNewRequest } from "../../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import type { Kind } from "../../../src/db/names.ts";
import { findProject } from "../../../src/db/projects.ts";
import { insertRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { Failure } from "../../../src/failure/failure.ts";
import type { PipelineDeps } from "../../../src/pipeline/pipeline-deps.ts";
import type { Stage } from "../../../src/pipeline/stage.ts";
import { confirmPlan } from "../../../src/pipeline/stages/confirm-plan.ts";
import { joinProject } from "../../../src/pipeline/stages/join-project.ts";
import { readQuota } from "../../../src/pipeline/stages/read-quota.ts";
import { register } from "../../../src/pipeline/stages/register.ts";
import { anApproval, fromBo, seenOn } from "../../a-request.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
const NOW = new Date("2026-03-01T12:00:00Z");

/** A site where every kind of request needs only its PI's approval, and no project is configured. */
const deps = {
  db: database.db,
  now: () => NOW,
  provisioners: [],
  passwords: [],
  namespace: undefined,
  quotas: undefined,
  rules: {
    approvals: approvalsOf({ account: ["pi"], membership: ["pi"], quota: ["pi"] }),
    groups: {},
    privilegedProjects: [],
    projects: {},
    registry: { uidNumbers: { from: 20_000, to: 29_999 }, gidNumbers: { from: 20_000, to: 29_999 } },
    usernames: { rule: "{mail}", reserved: [] },
  },
} as unknown as PipelineDeps;

let people = 0;

async function aRequestOf(kind: Kind, but: Partial<Request> = {}): Promise<Request> {
  const draft = { kind, username: `amy${++people}`, piEmail: "bo@example.org", piName: "Bo" };
  const project = `${kind}s${people}`;
  const request = await insertRequest(database.db, aNewRequest({ ...draft, project }), NOW);
  if (!request) throw new Error("the request was not written");
  return { ...request, ...but, approvals: seenOn({ ...request, ...but }) };
}

const FIRST_TO_CREATE: readonly [Kind, Stage][] = [
  ["account", register],
  ["membership", joinProject],
  ["quota", readQuota],
];

describe("Nothing is created for a request that lacks an approval", () => {
  it.each(FIRST_TO_CREATE)("of the kind %s, even if it reaches the stage", async (kind, stage) => {
    await expect(stage.run(await aRequestOf(kind), deps)).rejects.toThrow(Failure);
    expect(await database.query("select 1 from accounts")).toEqual([]);
    expect(await database.query("select 1 from memberships")).toEqual([]);
  });

  it("if only the PI whom the requester named has approved, and the project is unknown", async () => {
    const approvals = [fromBo()];
    for (const [kind, stage] of FIRST_TO_CREATE.slice(0, 2)) {
      const request = await aRequestOf(kind, { approvals });
      await expect(stage.run(request, deps)).rejects.toThrow(Failure);
    }
  });

  it("if an admin approved a different PI", async () => {
    const approvals = [anApproval({ pi: "else@example.org" }), fromBo()];
    const request = await aRequestOf("account", { approvals });
    await expect(register.run(request, deps)).rejects.toThrow(Failure);
  });

  it("if an admin approved it when it came from a different address", async () => {
    const approvals = [anApproval({ address: "else@example.org" }), fromBo()];
    const request = await aRequestOf("account", { approvals });
    await expect(register.run(request, deps)).rejects.toThrow(Failure);
    expect(await confirmPlan.run(request, deps)).toMatchObject({
      kind: "rewind",
      stage: "await-admin",
      approvals: { superseded: [1] },
    });
  });

  it("the last check sends it back to the people who have to decide", async () => {
    const only = { approvals: [fromBo()] };
    expect(await confirmPlan.run(await aRequestOf("account", only), deps)).toMatchObject({
      kind: "rewind",
      stage: "await-admin",
      facts: { needsAdmin: true },
    });
    const admins = { approvals: [anApproval()] };
    expect(await confirmPlan.run(await aRequestOf("account", admins), deps)).toMatchObject({
      kind: "rewind",
      stage: "await-pi",
    });
  });
});

it("A request with every required approval is registered, with the PI whom the admin approved", async () => {
  const approvals = [anApproval(), fromBo()];
  const request = await aRequestOf("account", { approvals });
  expect(await register.run(request, deps)).toMatchObject({ kind: "done" });
  expect(await findProject(database.db, request.project ?? "")).toMatchObject({ piEmail: "bo@example.org" });
});
