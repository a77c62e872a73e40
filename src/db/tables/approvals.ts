import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, pgTable, text, unique } from "drizzle-orm/pg-core";
import { SURFACES, type Surface, VERDICTS, type Verdict } from "../names.ts";
import { isOneOf, moment } from "./columns.ts";
import { people } from "./people.ts";
import { type Approval, type PlanLine, requests } from "./requests.ts";

/**
 * Who approved, denied, or marked as spam, and what they saw. A row is never deleted: one that no longer counts is marked as
 * superseded. The valid ones are also on the request.
 */
export const approvals = pgTable(
  "approvals",
  {
    id: integer().primaryKey().generatedAlwaysAsIdentity(),
    requestId: integer()
      .notNull()
      .references(() => requests.id),
    /** The version that the request had with it, which is also the number of its event. */
    seq: integer().notNull(),
    name: text().notNull(),
    verdict: text().$type<Verdict>().notNull(),
    /** The chat user, "email:" and the address, the operator on the command line, or the rule. */
    actor: text().notNull(),
    actorName: text().notNull(),
    /** The address of the person that the chat or a link had confirmed. */
    actorEmail: text(),
    /** The person in the registry, if they were known then. */
    personId: integer().references(() => people.id),
    /** What the person was then: "admin", "pi", and groups in acct.yml. */
    roles: jsonb().$type<readonly string[]>().notNull(),
    /** The rule that decided, with what it decided on. Null if a person decided. */
    rule: text(),
    evidence: jsonb().$type<Readonly<Record<string, unknown>>>(),
    reason: text(),
    surface: text().$type<Surface>().notNull(),
    /** What the card said: the requester's address, the PI's address, and the plan with its hash. */
    address: text().notNull(),
    pi: text(),
    plan: jsonb().$type<readonly PlanLine[]>().notNull(),
    planHash: text().notNull(),
    at: moment().notNull(),
    supersededAt: moment(),
  },
  (t) => [
    check("approval_verdict", isOneOf("verdict", VERDICTS)),
    check("approval_surface", isOneOf("surface", SURFACES)),
    unique("approvals_seq").on(t.requestId, t.seq),
    index("approvals_person").on(t.personId).where(sql`person_id is not null`),
  ],
);
export type ApprovalRow = typeof approvals.$inferSelect;

/** An approval as it is given, with everything that its row says. The request's change gives it its `seq`. */
export interface NewApproval extends Omit<Approval, "seq"> {
  readonly surface: Surface;
  readonly plan: readonly PlanLine[];
  readonly planHash: string;
  readonly rule?: string;
  readonly evidence?: Readonly<Record<string, unknown>>;
}
