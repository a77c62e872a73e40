import type { Evidence } from "./judge-condition.ts";
import type { Condition, Rule } from "./rule.ts";
import type { Subject } from "./rule-source.ts";

/** A condition that a source answers. */
export type SourceCondition = Extract<Condition, { source: unknown }>;

/** The rules that are in force, and whom to ask about their conditions. */
export interface RuleBook {
  /** The rules of acct.yml as they are at this moment. */
  rules(): readonly Rule[];
  /** Asks the source. Never throws: what can't be found out is unknown. */
  ask(condition: SourceCondition, subject: Subject): Promise<Evidence>;
  /** Says a condition in words that follow "if": "the person is in the LDAP group staff". */
  describe(condition: SourceCondition): string;
}
