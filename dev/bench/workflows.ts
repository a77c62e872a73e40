import { setInterval } from "node:timers/promises";
import pg from "pg";
import type { Postgres } from "../local-stack/postgres.ts";
import { FIRST_STAGE } from "./bench-workflow.ts";
import { median } from "./figures.ts";
import { startWorker, stopWorker } from "./workers.ts";

const WORKFLOWS = 1500;
const ROUNDS = 5;
const POLL_MS = 25;

/** Measures complete workflows per second, alternately with acct and the plain loop, in this many processes each. */
export async function benchWorkflows(postgres: Postgres, template: string, processes: number) {
  const rates = { ours: [] as number[], plain: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    for (const kind of ["ours", "plain"] as const) {
      const url = await postgres.createDatabase(`workflows_${kind}_${processes}_${round}`, template);
      rates[kind].push(await measure(url, kind, processes));
    }
  }
  const ratio = median(rates.ours.map((rate, round) => rate / (rates.plain[round] ?? Number.NaN)));
  return { ours: median(rates.ours), plain: median(rates.plain), ratio };
}

async function measure(url: string, kind: "ours" | "plain", processes: number): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const isOurs = kind === "ours";
  const workers = await Promise.all(
    Array.from({ length: processes }, (_, share) =>
      isOurs
        ? startWorker("engine.process.ts", url)
        : startWorker("plain-loop.process.ts", url, String(share), String(processes)),
    ),
  );
  await client.query(
    `insert into requests (kind, status, stage, stage_since, clock_since, run_at, created_at, updated_at, origin, given_name, family_name, email)
     select 'account', 'running', $3, now(), now(), $2, now(), now(), 'bench:' || n, 'Pat', 'N' || n, n || '@example.org'
     from generate_series(1, $1) n`,
    [WORKFLOWS, isOurs ? new Date() : null, FIRST_STAGE],
  );
  const startedAt = performance.now();
  if (isOurs) await client.query("notify acct");
  else for (const worker of workers) worker.send("go");
  // Polling is rare, so that it costs almost nothing.
  for await (const _ of setInterval(POLL_MS)) {
    const { rows } = await client.query<{ open: number }>(
      "select count(*)::int as open from requests where status <> 'closed'",
    );
    if (rows[0]?.open === 0) break;
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await Promise.all(workers.map(stopWorker));
  await client.end();
  return WORKFLOWS / seconds;
}
