import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { moment } from "./columns.ts";
import { requests } from "./requests.ts";

/** Each time that a rule was about to approve a request, so that it does so no more often than its cap allows. */
export const ruleUses = pgTable(
  "rule_uses",
  {
    rule: text().notNull(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    at: moment().notNull(),
  },
  (t) => [primaryKey({ columns: [t.rule, t.requestId] }), index("rule_uses_at").on(t.rule, t.at)],
);
