import { afterAll, expect, it } from "vitest";
import { leaseDue } from "../../../src/db/leases.ts";
import { findRequest } from "../../../src/db/requests.ts";
import { requests } from "../../../src/db/tables/requests.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { openLog } from "../../../src/log.ts";
import { advance } from "../../../src/pipeline/engine/advance.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { NameConflictError } from "../../../src/provisioners/provisioner.ts";
import { inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

/** Runs the stage create-accounts of a new person once, with a system that throws this and one that works. */
async function runOnce(username: string, error: Error) {
  const deps = inMemoryDeps(db);
  const { account } = await anAccount(db, username);
  const id = account.requestId;
  await database.query("update requests set stage = 'create-accounts', run_at = $2 where id = $1", [
    id,
    START,
  ]);
  const broken = {
    ...deps.system,
    name: "OpenStack",
    ensure: async () => {
      throw error;
    },
  };
  const context = {
    deps: { ...deps, provisioners: [deps.system, broken] },
    workflows: buildWorkflows(deps.rules.approvals),
    log: openLog("silent"),
    announce: () => undefined,
    stopping: () => false,
  };
  const lease = { by: 1, now: later(0), leaseMs: 60_000, limit: 10 };
  for (const row of await leaseDue(db, requests, lease)) await advance(row, context);
  const told = await database.query<{ template: string; data: { why?: string } }>(
    "select template, data from notifications where request_id = $1 order by template",
    [id],
  );
  return { request: await findRequest(db, id), told };
}

it("What waiting doesn't help against stops a request at once, and tells the admins what to do and the requester that it is delayed", async () => {
  const { request, told } = await runOnce(
    "refused",
    new Failure("OpenStack has no role member: check openstack.role", { lasts: true }),
  );
  expect(request).toMatchObject({ status: "stuck", attempt: 0, runAt: null });
  expect(request?.problem).toContain("check openstack.role");
  expect(told.map(({ template }) => template)).toEqual(["delayed", "needs-attention", "thread-note"]);
});

it("What may pass is tried again, and no one is told yet", async () => {
  const { request, told } = await runOnce("passing", new Failure("OpenStack can't be reached"));
  expect(request).toMatchObject({ status: "running", attempt: 1 });
  expect(told).toEqual([]);
});

it("A name that is taken in one system after another one has the account stops the request, and says where the account exists", async () => {
  const { request } = await runOnce("halfmade", new NameConflictError("OpenStack has a user halfmade."));
  expect(request).toMatchObject({ status: "stuck" });
  expect(request?.problem).toMatch(/OpenStack has a user halfmade\..*other systems.*halfmade.*retry/);
});
