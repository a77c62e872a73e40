import { KINDS } from "../db/names.ts";
import { KIND_VIEWS } from "../view/kinds/kinds.ts";
import type { Condition, Rule } from "./rule.ts";

/** Says a condition in words that follow "if". */
type DescribeLeaf = (leaf: Extract<Condition, { source: unknown }>) => string;

/**
 * Says in sentences what a rule does: "Rule staff approves requests for an account in GitLab in place of an admin if the person is in the
 * LDAP group staff. It does so at most 20 times an hour."
 */
export function describeRule(rule: Rule, describeLeaf: DescribeLeaf): string {
  const { name, effect, capPerHour, mode } = rule;
  const sentences = [
    `Rule ${name} ${describeEffect(rule)} if ${describeCondition(rule.when, describeLeaf)}.`,
    ...(effect.kind === "warn" ? [`The card then says: "${effect.text}"`] : []),
    ...(capPerHour === undefined
      ? []
      : [`It does so at most ${capPerHour === 1 ? "once" : `${capPerHour} times`} an hour.`]),
    ...(mode === "shadow" ? ["It is in shadow, so it only notes what it would have done."] : []),
  ];
  return sentences.join(" ");
}

function describeEffect({ effect, kinds }: Rule): string {
  const requests = describeKinds(kinds);
  switch (effect.kind) {
    case "approve":
      return `approves ${requests} ${inPlaceOf(effect.approval)}`;
    case "require":
      return `adds ${nameOf(effect.approval.name)} to what ${requests} need`;
    case "warn":
      return `warns the admins about ${requests}`;
    case "quarantine":
      return `puts ${requests} on hold as likely spam`;
  }
}

function describeKinds(kinds: Rule["kinds"]): string {
  if (KINDS.every((kind) => kinds.includes(kind))) return "requests of every kind";
  return `requests for ${kinds.map((kind) => KIND_VIEWS[kind].requested).join(" or ")}`;
}

const nameOf = (approval: string): string =>
  ({ admin: "the approval of an admin", pi: "the approval of the PI" })[approval] ??
  `the approval "${approval}"`;

const inPlaceOf = (approval: string): string =>
  ({ admin: "in place of an admin", pi: "in place of the PI" })[approval] ??
  `by giving the approval "${approval}"`;

/** Says the condition as part of a sentence. Parentheses show what belongs together. */
export function describeCondition(condition: Condition, describeLeaf: DescribeLeaf): string {
  if ("source" in condition) return describeLeaf(condition);
  if ("not" in condition) return `it isn't true that ${inner(condition.not, describeLeaf)}`;
  const [parts, word] = "anyOf" in condition ? [condition.anyOf, "or"] : [condition.allOf, "and"];
  return parts.map((part) => inner(part, describeLeaf)).join(` ${word} `);
}

function inner(condition: Condition, describeLeaf: DescribeLeaf): string {
  const text = describeCondition(condition, describeLeaf);
  const isGroup =
    ("anyOf" in condition && condition.anyOf.length > 1) ||
    ("allOf" in condition && condition.allOf.length > 1);
  return isGroup ? `(${text})` : text;
}
