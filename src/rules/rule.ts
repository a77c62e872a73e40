import type { Kind } from "../db/names.ts";
import type { RequiredApproval } from "../db/tables/requests.ts";
import type { ConditionName } from "./conditions.ts";

/** Something that is yes, no, or unknown about a request. */
export type Condition =
  | { readonly anyOf: readonly Condition[] }
  | { readonly allOf: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly source: ConditionName; readonly wanted: unknown };

/** What happens if the condition is met. */
export type Effect =
  /** The rule gives this approval, instead of a person. */
  | { readonly kind: "approve"; readonly approval: string }
  /** The request needs this approval as well. */
  | { readonly kind: "require"; readonly approval: RequiredApproval }
  /** The admins read this sentence on the card. */
  | { readonly kind: "warn"; readonly text: string }
  /** The request is held as likely spam, until an admin releases it. */
  | { readonly kind: "quarantine" };

export interface Rule {
  readonly name: string;
  /** The kinds of requests that it looks at. */
  readonly kinds: readonly Kind[];
  readonly when: Condition;
  readonly effect: Effect;
  /** In shadow, it only notes what it would have done. */
  readonly mode: "shadow" | "on";
  /** It decides about at most this many requests within an hour. Above that, people do. */
  readonly capPerHour: number | undefined;
  /** The hash of everything that the rule says, so that a decision can name the text that it was made by. */
  readonly version: string;
}
