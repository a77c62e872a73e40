import { z } from "zod";
import { APPROVALS } from "../../db/names.ts";

/** One consent that a request needs: `admin`, or the same in full as `{ from: admin, count: 1 }`. */
const approval = z.union(
  [
    z.enum(APPROVALS),
    z
      .strictObject({
        from: z.enum(APPROVALS).describe("Who may give it"),
        count: z.literal(1).default(1).describe("How many people must give it: one"),
      })
      .transform(({ from }) => from),
  ],
  {
    error:
      "must be admin or pi, or the same in full as { from: admin }. An approval can't have a name yet, and one person gives it, so count can only be 1",
  },
);

const approvalList = z
  .array(approval)
  .min(1)
  .refine((names) => new Set(names).size === names.length, "must not ask the same people twice");

export const approvals = z.strictObject({
  account: approvalList
    .default(["admin", "pi"])
    .describe(
      "Who must approve a request for an account, in this order. An admin always decides first where no PI can: for privileged projects, for groups without a known PI, and for new projects without a PI",
    ),
  quota: approvalList.default(["admin"]).describe("The same for a change to a project's quotas"),
  membership: approvalList
    .default(["pi"])
    .describe("The same for a person with an account who joins another project"),
  distinctPeople: z
    .boolean()
    .default(true)
    .describe(
      "Whether a request's second approval must come from a different person than the first, also when deciding for the PI. If off, the daily digest lists requests that one person approved alone",
    ),
});
