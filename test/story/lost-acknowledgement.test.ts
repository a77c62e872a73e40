import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { ask } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const site = await newSite({ withLdap: false });
const { sandbox, database } = site;
const acct = await site.start();
afterAll(() => site.stop());

it("A press that cannot be acknowledged because Slack dropped the connections still counts, and does not keep the process from stopping", async () => {
  await ask(site, "U0AMY");
  const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  const outsider = new pg.Client({ connectionString: database.url });
  await outsider.connect();
  await outsider.query("begin; lock table interactions in exclusive mode");
  const pressing = sandbox.press({
    user: "U0ADA",
    channel: ADMIN_CHANNEL,
    ts: card.ts,
    actionId: "approve",
  });
  const waiting = "select 1 from pg_locks where not granted and relation = 'interactions'::regclass";
  await expect.poll(() => database.query(waiting), { interval: 10 }).not.toEqual([]);
  sandbox.faults.refuseSockets = true;
  sandbox.dropConnections();
  expect(await pressing).toMatchObject({ acked: false });
  await outsider.query("rollback");
  await outsider.end();

  const decided = "select 1 from approvals where name = 'admin'";
  await expect.poll(() => database.query(decided)).toHaveLength(1);
  process.kill(acct.pid, "SIGTERM");
  expect(await acct.ended).toBe("exit code 0");
});
