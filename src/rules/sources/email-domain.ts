import type { Wanted } from "../conditions.ts";
import { no, type RuleSource, unknown, yes } from "../rule-source.ts";

/** The domains of the addresses that are proven to be the person's. */
export const emailDomain: RuleSource<Wanted<"emailDomain">> = {
  name: "emailDomain",
  system: "acct",
  maxAgeMs: 0,
  describe: (domains) => `the person has a proven address in ${domains.join(" or ")}`,
  async ask(domains, { emails }) {
    if (emails.length === 0) return unknown("no address is proven to be the person's");
    const wanted = domains.map((domain) => domain.toLowerCase().replace(/^@/, ""));
    const found = emails.find((email) => wanted.includes(email.slice(email.lastIndexOf("@") + 1)));
    return found ? yes(`${found} is a proven address`) : no(`the proven address is ${emails.join(", ")}`);
  },
};
