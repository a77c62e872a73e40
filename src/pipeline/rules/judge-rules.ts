import { describeCondition } from "../../rules/describe-rule.ts";
import { type Judgment, judgeCondition } from "../../rules/judge-condition.ts";
import type { Rule } from "../../rules/rule.ts";
import type { RuleBook } from "../../rules/rule-book.ts";
import type { Subject } from "../../rules/rule-source.ts";

export interface JudgedRule extends Judgment {
  readonly rule: Rule;
}

/** Those that hold a request come before those that ask for more, and those that approve come last. */
const ORDER = [
  "quarantine",
  "require",
  "warn",
  "approve",
] as const satisfies readonly Rule["effect"]["kind"][];

/** Judges every rule for requests of this kind, in the order in which they take effect. */
export async function judgeRules(
  subject: Subject,
  book: Pick<RuleBook, "rules" | "ask">,
): Promise<JudgedRule[]> {
  const due = book
    .rules()
    .filter(({ kinds }) => kinds.includes(subject.request.kind))
    .toSorted((a, b) => ORDER.indexOf(a.effect.kind) - ORDER.indexOf(b.effect.kind));
  const judged: JudgedRule[] = [];
  for (const rule of due) {
    const judgment = await judgeCondition(rule.when, (condition) => book.ask(condition, subject));
    judged.push({ rule, ...judgment });
  }
  return judged;
}

/** Says in one sentence what a judgment rests on: what was found out, or why it isn't known. */
export function evidenceSentence(
  { rule, answer, evidence }: JudgedRule,
  book: Pick<RuleBook, "describe">,
): string {
  const telling = evidence.filter((one) => answer !== "unknown" || one.answer === "unknown");
  const found = telling.map(({ system, text }) => `${text} (${system})`).join("; ");
  return found || describeCondition(rule.when, book.describe);
}
