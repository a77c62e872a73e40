import type { Condition } from "./rule.ts";
import type { SourceAnswer } from "./rule-source.ts";

/** What a source said about one condition. */
export interface Evidence {
  /** The system that was asked: "LDAP". */
  readonly system: string;
  /** The condition in words: "the person is in the LDAP group staff". */
  readonly condition: string;
  readonly answer: SourceAnswer["answer"];
  /** What was found out, or why it is unknown, as a sentence. */
  readonly text: string;
  /** When it was asked, in ISO 8601. */
  readonly askedAt: string;
}

export interface Judgment {
  readonly answer: "yes" | "no" | "unknown";
  /** What was asked, in order. Conditions that could not change the answer anymore are not asked. */
  readonly evidence: readonly Evidence[];
}

/** Asks the source of one condition, and says what it found. */
export type AskCondition = (leaf: Extract<Condition, { source: unknown }>) => Promise<Evidence>;

/**
 * Tells whether a condition is met, in the logic of three values (Kleene): unknown is not no, and what isn't known can't be turned
 * into a yes by `not`. Sources are asked in the order of the file, until the answer is certain.
 */
export async function judgeCondition(condition: Condition, ask: AskCondition): Promise<Judgment> {
  if ("source" in condition) {
    const evidence = await ask(condition);
    return { answer: evidence.answer, evidence: [evidence] };
  }
  if ("not" in condition) {
    const { answer, evidence } = await judgeCondition(condition.not, ask);
    return { answer: NEGATED[answer], evidence };
  }
  return "anyOf" in condition
    ? judgeUntil("yes", condition.anyOf, ask)
    : judgeUntil("no", condition.allOf, ask);
}

const NEGATED = { yes: "no", no: "yes", unknown: "unknown" } as const;

/** One condition with the decisive answer decides. Otherwise, one that is unknown leaves everything unknown. */
async function judgeUntil(
  decisive: "yes" | "no",
  conditions: readonly Condition[],
  ask: AskCondition,
): Promise<Judgment> {
  let answer: Judgment["answer"] = NEGATED[decisive];
  const evidence: Evidence[] = [];
  for (const condition of conditions) {
    const one = await judgeCondition(condition, ask);
    evidence.push(...one.evidence);
    if (one.answer === decisive) return { answer: decisive, evidence };
    if (one.answer === "unknown") answer = "unknown";
  }
  return { answer, evidence };
}
