import { describeRule } from "../../rules/describe-rule.ts";
import type { HomeSection } from "../../view/home.ts";
import type { HandlerContext } from "../handler.ts";

const MAX_RULES = 10;

/** Says each rule in words. Undefined if there are none. */
export function rulesSection({ ruleBook }: Pick<HandlerContext, "ruleBook">): HomeSection | undefined {
  const rules = ruleBook?.rules() ?? [];
  if (!ruleBook || rules.length === 0) return undefined;
  const shown = rules.slice(0, MAX_RULES).map((rule) => describeRule(rule, ruleBook.describe));
  const more = rules.length - shown.length;
  const lines = [...shown, ...(more > 0 ? [`And ${more} more: acct rules show lists all of them.`] : [])];
  const inShadow = rules.filter(({ mode }) => mode === "shadow").length;
  const counts = [
    ...(rules.length > inShadow ? [`${rules.length - inShadow} in force`] : []),
    ...(inShadow > 0 ? [`${inShadow} in shadow`] : []),
  ];
  return { heading: "Rules", entries: [{ title: counts.join(", "), lines }] };
}
