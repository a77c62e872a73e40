import type { Db } from "../../db/client.ts";
import { countRequestsOfKind } from "../../db/rule-facts.ts";
import type { Wanted } from "../conditions.ts";
import { no, type RuleSource, yes } from "../rule-source.ts";

const HOUR_MS = 3_600_000;

/** How many requests of the same kind came in within the hour before this one. */
export const requestsPerHour = (db: Db): RuleSource<Wanted<"requestsPerHour">> => ({
  name: "requestsPerHour",
  system: "acct",
  maxAgeMs: 0,
  describe: (limit) => `no more than ${limit} requests of the same kind came in within an hour`,
  async ask(limit, { request: { kind, createdAt } }) {
    const found = await countRequestsOfKind(db, kind, new Date(createdAt.getTime() - HOUR_MS), createdAt);
    const evidence =
      found === 1
        ? "1 request of this kind came in within that hour"
        : `${found} requests of this kind came in within that hour`;
    return found <= limit ? yes(evidence) : no(evidence);
  },
});
