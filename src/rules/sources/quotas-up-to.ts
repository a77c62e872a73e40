import type { Wanted } from "../conditions.ts";
import { no, type RuleSource, yes } from "../rule-source.ts";

/** How much the request asks for. */
export const quotasUpTo: RuleSource<Wanted<"quotasUpTo">> = {
  name: "quotasUpTo",
  system: "acct",
  maxAgeMs: 0,
  describe: (limits) =>
    `the request asks for quotas of at most ${Object.entries(limits)
      .map(([name, value]) => `${value} ${name}`)
      .join(" and ")}, and no others`,
  async ask(limits, { request: { quotas } }) {
    if (!quotas) return no("the request asks for no quotas");
    for (const [name, value] of Object.entries(quotas)) {
      const limit = limits[name];
      if (limit === undefined)
        return no(`the request asks for ${value} ${name}, which the rule doesn't name`);
      if (value > limit) return no(`the request asks for ${value} ${name}, and the rule allows ${limit}`);
    }
    return yes("the request asks for no more than the rule allows");
  },
};
