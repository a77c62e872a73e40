import pLimit from "p-limit";
import type { Db } from "../../db/client.ts";
import { listRequestsSince } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { judgeCondition } from "../../rules/judge-condition.ts";
import type { Rule } from "../../rules/rule.ts";
import type { RuleBook } from "../../rules/rule-book.ts";
import type { Subject } from "../../rules/rule-source.ts";
import { subjectsOf } from "./subject-of.ts";

/** What one rule would do to the recorded requests today. */
export interface Replayed {
  readonly rule: Rule;
  /** How many requests of its kinds there were. */
  looked: number;
  /** How many it would have decided. */
  met: number;
  /** How many it can't tell, because a source doesn't say. */
  unknown: number;
  /** The requests that it would have approved, although people denied them or marked them as spam. */
  readonly deniedByPeople: Request[];
  /** The requests that it did approve, and would not approve today. */
  readonly notToday: Request[];
}

/** Few enough that sources aren't flooded, and enough that the database has work. */
const AT_ONCE = 8;

/** Judges the recorded requests since then by the rules as they stand. Decides nothing, and writes nothing. */
export async function replayRules(
  since: Date,
  rules: readonly Rule[],
  { db, book }: { readonly db: Db; readonly book: Pick<RuleBook, "ask"> },
): Promise<Replayed[]> {
  const replayed = rules.map(
    (rule): Replayed => ({ rule, looked: 0, met: 0, unknown: 0, deniedByPeople: [], notToday: [] }),
  );
  const kinds = [...new Set(rules.flatMap((rule) => rule.kinds))];
  const limit = pLimit(AT_ONCE);
  for await (const page of listRequestsSince(db, since, kinds)) {
    const toSubject = await subjectsOf(page, db);
    await Promise.all(
      page.map((request) => limit(() => replay(request, toSubject(request), replayed, book))),
    );
  }
  for (const { deniedByPeople, notToday } of replayed)
    for (const list of [deniedByPeople, notToday]) list.sort((a, b) => a.id - b.id);
  return replayed;
}

async function replay(
  request: Request,
  subject: Subject,
  replayed: readonly Replayed[],
  book: Pick<RuleBook, "ask">,
): Promise<void> {
  for (const one of replayed) {
    const { rule } = one;
    if (!rule.kinds.includes(request.kind)) continue;
    one.looked++;
    const { answer } = await judgeCondition(rule.when, (condition) => book.ask(condition, subject));
    if (answer === "unknown") one.unknown++;
    if (answer === "yes") one.met++;
    if (rule.effect.kind !== "approve") continue;
    if (answer === "yes" && isDenied(request)) one.deniedByPeople.push(request);
    const wasApproved = request.approvals.some(({ by }) => by === `rule:${rule.name}`);
    if (answer !== "yes" && wasApproved) one.notToday.push(request);
  }
}

const isDenied = ({ approvals }: Request) =>
  approvals.some(({ verdict, by }) => verdict !== "approved" && !by.startsWith("rule:"));
