import type { ConditionName } from "../rules/conditions.ts";
import type { Condition, Rule } from "../rules/rule.ts";
import type { RuleSource } from "../rules/rule-source.ts";
import type { Check } from "./doctor-check.ts";

/** What a site must have in acct.yml for a condition. */
const SECTIONS: { readonly [name in ConditionName]?: string } = {
  ldapGroup: "ldap",
  ldapAttribute: "ldap",
  affiliation: "directory",
  gitlabGroup: "gitlab",
  phabricatorProject: "phabricator and ldap",
  gerritGroup: "gerrit and ldap",
};

/** Their systems have a check of their own. */
const CHECKED_ALREADY: readonly string[] = ["ldapAttribute", "affiliation"];

/** Names the rules with their modes, and tries the systems that they ask. None for a site without rules. */
export function ruleChecks(rules: readonly Rule[], sources: readonly RuleSource[]): Check[] {
  if (rules.length === 0) return [];
  const names = sources.map(({ name }) => name);
  const missing = rules.flatMap((rule) => explainMissing(rule, names));
  const sentence = rules.map(({ name, mode }) => `${name} (${mode})`).join(", ");
  return [
    ["rules", async () => ({ sentence, warnings: missing })],
    ...sources.flatMap((source) => sourceCheck(source, rules)),
  ];
}

function explainMissing({ name: rule, when }: Rule, names: readonly string[]): string[] {
  const missing = new Set(
    leavesOf(when)
      .map(({ source }) => source)
      .filter((one) => !names.includes(one)),
  );
  return [...missing].map(
    (name) =>
      `rule ${rule} can't tell, because ${name} needs ${SECTIONS[name]} in acct.yml: add it, or change the rule`,
  );
}

function sourceCheck(source: RuleSource, rules: readonly Rule[]): Check[] {
  const wanted = rules.flatMap(({ when }) =>
    leavesOf(when).flatMap((leaf) => (leaf.source === source.name ? [leaf.wanted] : [])),
  );
  if (!source.check || wanted.length === 0 || CHECKED_ALREADY.includes(source.name)) return [];
  return [
    [
      `${source.system.replace(/^the /, "")} for rules`,
      async () => {
        await source.check?.(wanted);
        return "has what the rules ask for";
      },
    ],
  ];
}

type Leaf = Extract<Condition, { source: unknown }>;

function leavesOf(condition: Condition): readonly Leaf[] {
  if ("source" in condition) return [condition];
  if ("not" in condition) return leavesOf(condition.not);
  return ("anyOf" in condition ? condition.anyOf : condition.allOf).flatMap(leavesOf);
}
