import pg from "pg";
import { openDatabase } from "../../src/db/client.ts";
import { fillDatabase } from "../../test/growth/fill-database.ts";
import { HOT_QUERIES } from "../../test/growth/hot-queries.ts";
import type { Postgres } from "../local-stack/postgres.ts";

interface Growth {
  /** The time that the slowest statement takes. */
  readonly slowestMs: number;
  readonly slowest: string;
  /** The most rows that one step of any plan read and discarded. */
  readonly removed: number;
  /** The steps that scan one of the big tables, or discard many rows. */
  readonly problems: readonly string[];
}

/** A step of a plan, with the property names of EXPLAIN (ANALYZE, FORMAT JSON). */
interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter"?: number;
  readonly "Rows Removed by Index Recheck"?: number;
  readonly "Rows Removed by Join Filter"?: number;
  readonly Plans?: readonly PlanNode[];
}

interface Explained {
  readonly "Query Text": string;
  readonly Plan: PlanNode;
}

const OPEN = 600;
/** A step may read through the open requests, but not through the closed ones. */
const MAX_REMOVED = 2 * OPEN;

/** Runs every hot query in a database with this many closed requests, and checks the plan of each statement. */
export async function benchGrowth(postgres: Postgres, template: string, closed: number): Promise<Growth> {
  const url = await postgres.createDatabase("bench_growth", template);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const query = async <Row>(statement: string) => (await pool.query(statement)).rows as Row[];
  await fillDatabase({ query }, { closed, open: OPEN });
  const big = await query<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and reltuples >= ${closed}`,
  );
  await pool.end();
  const isBig = new Set(big.map(({ name }) => name));

  const plans: { what: string; ms: number; plan: PlanNode; text: string }[] = [];
  for (const [what, ask] of HOT_QUERIES) {
    const { db, close } = openDatabase({ url: explaining(url) }, () => undefined);
    (db.$client as pg.Pool).on("connect", (client) => {
      client.on("notice", ({ message = "" }) => {
        const [, ms, json] = /^duration: ([\d.]+) ms {2}plan:\n([\s\S]*)$/.exec(message) ?? [];
        if (ms === undefined || json === undefined) return;
        const { Plan, "Query Text": text } = JSON.parse(json) as Explained;
        plans.push({ what, ms: Number(ms), plan: Plan, text });
      });
    });
    // The first run fills the caches.
    for (let time = 0; time < 2; time++) await ask(db, new Date());
    await close();
  }
  const problems = plans.flatMap(({ what, plan, text }) =>
    listNodes(plan).flatMap((node) => {
      const table = node["Relation Name"] ?? "";
      const where = `${what}: ${node["Node Type"]} ${table}, ${removedBy(node)} rows discarded — ${text.replace(/\s+/g, " ").slice(0, 300)}`;
      const isScan = node["Node Type"] === "Seq Scan" && isBig.has(table);
      return isScan || removedBy(node) > MAX_REMOVED ? [where] : [];
    }),
  );
  const slowest = plans.toSorted((a, b) => b.ms - a.ms)[0];
  return {
    slowestMs: slowest?.ms ?? 0,
    slowest: slowest?.what ?? "nothing",
    removed: Math.max(...plans.flatMap(({ plan }) => listNodes(plan).map(removedBy))),
    problems: [...new Set(problems)],
  };
}

/** Makes PostgreSQL send the plan of each executed statement to the client that sent it. */
function explaining(url: string): string {
  const settings = {
    session_preload_libraries: "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_analyze": "on",
    "auto_explain.log_timing": "off",
    "auto_explain.log_format": "json",
    client_min_messages: "log",
  };
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  return `${url}?options=${encodeURIComponent(options.join(" "))}`;
}

function listNodes(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(listNodes)];
}

function removedBy(node: PlanNode): number {
  const each =
    (node["Rows Removed by Filter"] ?? 0) +
    (node["Rows Removed by Index Recheck"] ?? 0) +
    (node["Rows Removed by Join Filter"] ?? 0);
  return each * node["Actual Loops"];
}
