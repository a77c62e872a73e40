import { afterAll, expect, it } from "vitest";
import { leaseDue } from "../../../src/db/leases.ts";
import { findRequest } from "../../../src/db/requests.ts";
import { requests } from "../../../src/db/tables/requests.ts";
import { openLog } from "../../../src/log.ts";
import { advance } from "../../../src/pipeline/engine/advance.ts";
import { buildWorkflows } from "../../../src/pipeline/workflows.ts";
import { NotYetError } from "../../../src/provisioners/provisioner.ts";
import { describeState } from "../../../src/view/describe-state.ts";
import { HOUR, inMemoryDeps, later, START } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());

it("A request waits for a system that isn't ready, says so once, and continues as soon as it is; after a day it counts as a failure", async () => {
  const deps = inMemoryDeps(db);
  const { account } = await anAccount(db, "unseen");
  const id = account.requestId;
  await database.query("update requests set stage = 'create-accounts', run_at = $2 where id = $1", [
    id,
    START,
  ]);
  let isReady = false;
  const system = {
    ...deps.system,
    ensure: async (...args: Parameters<typeof deps.system.ensure>) => {
      if (!isReady) throw new NotYetError("Slurm's machines don't know the user unseen yet", 60_000);
      return deps.system.ensure(...args);
    },
  };
  const context = {
    deps: { ...deps, provisioners: [system] },
    workflows: buildWorkflows(deps.rules.approvals),
    log: openLog("silent"),
    announce: () => undefined,
    stopping: () => false,
  };
  const runAt = async (ms: number) => {
    deps.setClock(later(ms));
    const lease = { by: 1, now: later(ms), leaseMs: 60_000, limit: 10 };
    for (const row of await leaseDue(db, requests, lease)) await advance(row, context);
    return findRequest(db, id);
  };
  const events = () =>
    database.query<{ kind: string }>(
      "select kind from events where request_id = $1 and kind <> 'requested'",
      [id],
    );

  const first = await runAt(0);
  expect(first).toMatchObject({ status: "running", attempt: 0, runAt: later(60_000) });
  expect(first && describeState(first)).toContain("don't know the user unseen yet");
  expect(await runAt(30_000)).toMatchObject({ runAt: later(60_000) });
  expect(await runAt(60_000)).toMatchObject({ attempt: 0, runAt: later(120_000) });
  expect((await events()).map(({ kind }) => kind)).toEqual(["waiting"]);
  expect(await runAt(25 * HOUR)).toMatchObject({ attempt: 1 });
  isReady = true;
  await runAt(26 * HOUR);
  expect([...deps.system.people.keys()]).toEqual(["unseen"]);
  expect(await findRequest(db, id)).not.toMatchObject({ stage: "create-accounts" });
});
