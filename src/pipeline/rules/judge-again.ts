import type { Request } from "../../db/tables/requests.ts";
import { judgeCondition } from "../../rules/judge-condition.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { JudgedRule } from "./judge-rules.ts";
import { subjectOf } from "./subject-of.ts";

/**
 * Asks a rule about a request that it approved, as the rule stands in acct.yml now. Undefined if no rule of this name approves
 * anything anymore.
 */
export async function judgeAgain(
  request: Request,
  name: string,
  { db, ruleBook: book }: Pick<PipelineDeps, "db" | "ruleBook">,
): Promise<JudgedRule | undefined> {
  const rule = book?.rules().find((one) => one.name === name && one.effect.kind === "approve");
  if (!book || !rule) return undefined;
  const subject = await subjectOf(request, db);
  return { rule, ...(await judgeCondition(rule.when, (condition) => book.ask(condition, subject))) };
}
