import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parse } from "yaml";
import type { Postgres } from "../local-stack/postgres.ts";
import { openSite } from "../local-stack/site.ts";
import { ADMIN_CHANNEL } from "../sandbox/campus.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { startSandbox } from "../sandbox/start-sandbox.ts";
import { startWorker, stopWorker } from "./workers.ts";

const CLICKS = 400;
/** People don't click a thousand times per second, so the work of one click is done before the next. */
const BETWEEN_CLICKS_MS = 20;

/** Measures the milliseconds from a click to its acknowledgement, alternately with acct and a bare Bolt app. */
export async function benchClicks(postgres: Postgres, template: string, folder: string) {
  const databaseUrl = await postgres.createDatabase("clicks", template);
  const site = await openSite({ folder: join(folder, "clicks"), databaseUrl, withLdap: false });
  await site.start();
  const manifest: unknown = parse(readFileSync("manifest.yml", "utf8"));
  const bare = await startSandbox({ manifest });
  const { bot, app } = bare.workspace.tokens;
  const worker = await startWorker("bare-bolt.process.ts", bare.apiUrl, app, bot);

  const samples = { ours: [] as number[], bare: [] as number[] };
  await click(site.sandbox);
  await click(bare);
  for (let i = 0; i < CLICKS; i++) {
    samples.ours.push(await click(site.sandbox));
    await setTimeout(BETWEEN_CLICKS_MS);
    samples.bare.push(await click(bare));
    await setTimeout(BETWEEN_CLICKS_MS);
  }
  await stopWorker(worker);
  await Promise.all([bare.stop(), site.stop()]);
  return samples;
}

/** Clicks Approve for a request that doesn't exist. The click is acknowledged first, then the request is looked up. */
async function click(sandbox: Sandbox): Promise<number> {
  const body = {
    type: "block_actions",
    team: { id: "T0CAMPUS", domain: "campus" },
    user: { id: "U0ADA", username: "ada", team_id: "T0CAMPUS" },
    channel: { id: ADMIN_CHANNEL, name: "accounts" },
    container: { type: "message", message_ts: "1.2", channel_id: ADMIN_CHANNEL },
    trigger_id: "1.2.3",
    response_url: `${sandbox.url}/respond/none`,
    actions: [{ type: "button", action_id: "approve", block_id: "b", value: "1", action_ts: "1" }],
  };
  const clickedAt = performance.now();
  const { acked } = await sandbox.deliver({ kind: "interactive", body }, "U0ADA");
  if (!acked) throw new Error("a click was not acknowledged");
  return performance.now() - clickedAt;
}
