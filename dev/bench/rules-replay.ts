import pg from "pg";
import { rules as rulesSetting } from "../../src/config/settings/rules.ts";
import { openDatabase } from "../../src/db/client.ts";
import { replayRules } from "../../src/pipeline/rules/replay-rules.ts";
import { sourceCache } from "../../src/rules/ask-source.ts";
import { openRuleBook } from "../../src/rules/open-rule-book.ts";
import type { RuleSource } from "../../src/rules/rule-source.ts";
import { accountAge } from "../../src/rules/sources/account-age.ts";
import { emailDomain } from "../../src/rules/sources/email-domain.ts";
import { member } from "../../src/rules/sources/member.ts";
import { fillDatabase } from "../../test/growth/fill-database.ts";
import type { Postgres } from "../local-stack/postgres.ts";

const PAGE = 500;

/**
 * Measures, in milliseconds, how long it takes to replay three rules over recorded requests, two of which ask the registry, and
 * how long a bare loop takes that reads the same rows in pages.
 */
export async function benchRulesReplay(postgres: Postgres, template: string, requests: number) {
  const url = await postgres.createDatabase("bench_rules_replay", template);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  const { db, close } = openDatabase({ url }, () => undefined);
  try {
    const query = async <Row>(statement: string) => (await pool.query(statement)).rows as Row[];
    await fillDatabase({ query }, { closed: requests, open: 0 });
    const now = () => new Date();
    const sources = [emailDomain, accountAge(db), member(db, now)] as readonly RuleSource[];
    const rules = rulesSetting.parse({
      domain: { when: { emailDomain: "example.org" }, approve: "admin" },
      known: { when: { accountAge: "1d" }, approve: "admin" },
      members: { when: { not: { member: "project1" } }, approve: "admin" },
    });
    const book = openRuleBook({ rules, sources, cache: sourceCache(), now });
    const bareMs = await time(() => readPlainly(pool));
    let looked = 0;
    const oursMs = await time(async () => {
      const [first] = await replayRules(new Date(0), rules, { db, book });
      looked = first?.looked ?? 0;
    });
    return { oursMs, bareMs, looked };
  } finally {
    await Promise.all([close(), pool.end()]);
  }
}

async function readPlainly(pool: pg.Pool): Promise<void> {
  for (let last = 0; ; ) {
    const { rows } = await pool.query<{ id: number }>(
      `select * from requests where id > $1 order by id limit ${PAGE}`,
      [last],
    );
    const end = rows.at(-1);
    if (!end) return;
    last = end.id;
  }
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
