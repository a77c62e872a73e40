import { and, eq, gt, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { ruleUses } from "./tables/rule-uses.ts";

const HOUR_MS = 3_600_000;

/**
 * Takes one of the uses that the rule has within an hour, for this request. Returns false if there is none left. A request that
 * took one within the last hour keeps it, also if the process died before it could approve. Processes that ask at the same time
 * wait for each other.
 */
export async function takeRuleUse(
  db: Db,
  { rule, requestId }: { readonly rule: string; readonly requestId: number },
  capPerHour: number,
  now: Date,
): Promise<boolean> {
  return inTransaction(db, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('rule use'), hashtext(${rule}))`);
    const since = new Date(now.getTime() - HOUR_MS);
    const recent = await tx
      .select({ requestId: ruleUses.requestId })
      .from(ruleUses)
      .where(and(eq(ruleUses.rule, rule), gt(ruleUses.at, since)));
    if (recent.some((one) => one.requestId === requestId)) return true;
    if (recent.length >= capPerHour) return false;
    await tx
      .insert(ruleUses)
      .values({ rule, requestId, at: now })
      .onConflictDoUpdate({ target: [ruleUses.rule, ruleUses.requestId], set: { at: now } });
    return true;
  });
}
