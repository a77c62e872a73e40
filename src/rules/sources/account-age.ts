import type { Db } from "../../db/client.ts";
import { findOldestAccount } from "../../db/rule-facts.ts";
import { formatInterval } from "../../view/format-interval.ts";
import type { Wanted } from "../conditions.ts";
import { no, type RuleSource, unknown, yes } from "../rule-source.ts";

/** Since when the person has had an account in the registry. */
export const accountAge = (db: Db): RuleSource<Wanted<"accountAge">> => ({
  name: "accountAge",
  system: "registry",
  maxAgeMs: 0,
  describe: (ageMs) => `the person has had an account for at least ${formatInterval(ageMs)}`,
  async ask(ageMs, { personId, request: { createdAt } }) {
    if (personId === undefined) return unknown("the registry doesn't know who the person is");
    const account = await findOldestAccount(db, personId);
    if (!account) return no("the person has no account");
    const found = `the account ${account.username} exists since ${account.createdAt.toISOString().slice(0, 10)}`;
    return createdAt.getTime() - account.createdAt.getTime() >= ageMs ? yes(found) : no(found);
  },
});
