import { rules as rulesSetting } from "../../../src/config/settings/rules.ts";
import type { RuleBook } from "../../../src/rules/rule-book.ts";
import type { SourceAnswer } from "../../../src/rules/rule-source.ts";
import { START } from "../../in-memory/pipeline-deps.ts";

/** What the source says about each group. */
export type Answers = Readonly<Record<string, SourceAnswer>>;

/** A book of these rules, in the words of acct.yml. What has no answer is unknown. */
export function aBook(setting: object, answers: Answers = {}, askedAt = START): RuleBook {
  const parsed = rulesSetting.parse(setting);
  return {
    rules: () => parsed,
    describe: ({ wanted }) => `the person is in ${wanted}`,
    async ask({ wanted }) {
      const answer = answers[String(wanted)] ?? { answer: "unknown" as const, why: "LDAP is away" };
      return {
        system: "LDAP",
        condition: `is in ${wanted}`,
        answer: answer.answer,
        text: answer.answer === "unknown" ? answer.why : answer.evidence,
        askedAt: askedAt.toISOString(),
      };
    },
  };
}
