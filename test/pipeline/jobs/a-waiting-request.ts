import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { applyChange } from "../../../src/db/apply-change.ts";
import type { StageName, WaitsFor } from "../../../src/db/names.ts";
import { findRequest, type NewRequest } from "../../../src/db/requests.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import type { RequestCommand } from "../../../src/pipeline/engine/request-command.ts";
import { transition } from "../../../src/pipeline/engine/transition.ts";
import { HEARTBEAT_JOB } from "../../../src/pipeline/jobs/downtime.ts";
import { type Outcome, waitFor } from "../../../src/pipeline/stage.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { START, someRules } from "../../in-memory/pipeline-deps.ts";
import { storedRequest } from "../../in-registry.ts";
import type { TestDatabase } from "../../new-database.ts";

/** The dependencies of the jobs. */
export const jobDeps = {
  workflows: buildWorkflows(approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] })),
  rules: someRules(),
};

const WAITS_FOR: Partial<Record<StageName, WaitsFor>> = {
  "await-admin": "admin",
  "await-pi": "pi",
  "review-trust": "admin",
};

/** Creates a request that began to wait at this stage. Its PI is in the chat. */
export async function aWaitingRequest(
  { db }: TestDatabase,
  stage: StageName,
  but: Partial<NewRequest> = {},
  at: Date = START,
): Promise<Request> {
  const request = await storedRequest(db, { stage, piUser: "slack:UBO", piName: "Prof. Bo", ...but }, at);
  const outcome = waitFor(WAITS_FOR[stage] ?? "project", "for someone");
  await applyChange(db, request, transition(request, outcome, jobDeps.workflows.account, at), at);
  return request;
}

/** Applies an action or an outcome to a request. */
export async function act(
  { db }: TestDatabase,
  id: number,
  what: RequestCommand | Outcome,
  at: Date,
): Promise<void> {
  const request = await findRequest(db, id);
  if (!request) throw new Error("The request is gone");
  await applyChange(db, request, transition(request, what, jobDeps.workflows.account, at), at);
}

/** Records that acct ran its hourly jobs in this period. Where no run is recorded, nothing counts as downtime. */
export async function wasUp(database: TestDatabase, from: Date, to: Date): Promise<void> {
  await database.query(
    `insert into cron_slots select $1, slot from generate_series($2::timestamptz, $3, interval '1 hour') as slot
     on conflict do nothing`,
    [HEARTBEAT_JOB, from, to],
  );
}

/** Closes the requests of earlier tests, so that they wait for no one. */
export async function endAll(database: TestDatabase): Promise<void> {
  await database.query("delete from cron_slots");
  await database.query("update requests set status = 'closed', waits_for = null");
}
