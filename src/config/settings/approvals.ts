import { z } from "zod";
import { DECIDERS } from "../../db/names.ts";
import type { RequiredApproval, RequiredRole } from "../../db/tables/requests.ts";

/** How many people of one kind must be among those who approve. */
const role = z.union([
  z.enum(DECIDERS).transform((name): RequiredRole => ({ role: name, count: 0 })),
  z
    .strictObject({
      group: z.string().describe("A list of people in `groups`"),
      count: z.int().min(1).default(1).describe("At least this many of them must approve"),
    })
    .transform(({ group, count }): RequiredRole => ({ role: group, count })),
]);

/** One approval that a request needs: `admin`, or the same in full as `{ name: admin, from: admin, count: 1 }`. */
export const approval = z.union(
  [
    z.enum(DECIDERS).transform((name) => toRequired({ from: [{ role: name, count: 0 }] })),
    z
      .strictObject({
        name: z.string().min(1).max(40).optional().describe("The word that people read, such as Security"),
        from: z
          .union([role.transform((one) => [one]), z.array(role).min(1)])
          .describe("Whose approval counts: `admin`, `pi`, `{ group: …, count: 1 }`, or a list of these"),
        count: z
          .int()
          .min(1)
          .optional()
          .describe("How many different people must approve in all. By default, as many as the groups need"),
      })
      .refine(
        ({ from, name }) => from.length === 1 || name !== undefined,
        "needs a name, because several may give it",
      )
      .refine(
        ({ from, count }) => !from.some(isPi) || (from.length === 1 && (count ?? 1) === 1),
        "can't combine pi with others or with a count. List pi as an approval of its own: one PI or manager of the project decides",
      )
      .refine(
        ({ from, count }) => count === undefined || count >= sum(from),
        "has a count that is lower than the counts of its groups together",
      )
      .transform(toRequired),
  ],
  {
    error:
      "must be admin or pi, or an object such as { name: Security, from: { group: security }, count: 1 }",
  },
);

const isPi = ({ role: name }: RequiredRole) => name === "pi";
const sum = (from: readonly RequiredRole[]) => from.reduce((all, { count }) => all + count, 0);

function toRequired({
  name,
  from,
  count,
}: {
  readonly name?: string | undefined;
  readonly from: readonly RequiredRole[];
  readonly count?: number | undefined;
}): RequiredApproval {
  return { name: name ?? from[0]?.role ?? "", from, count: count ?? Math.max(1, sum(from)) };
}

const approvalList = z
  .array(approval)
  .min(1)
  .refine(
    (list) => new Set(list.map(({ name }) => name)).size === list.length,
    "must not ask the same people twice",
  )
  .refine(
    (list) => list.every(({ name, from }) => name !== "pi" || from.some(isPi)),
    "must not call an approval pi that the PI doesn't give",
  );

export const approvals = z.strictObject({
  account: approvalList
    .prefault(["admin", "pi"])
    .describe(
      "Who must approve a request for an account: the admins and groups together, and the PI before or after them. An admin always decides first on new, unknown, and privileged projects",
    ),
  project: approvalList
    .prefault(["admin", "pi"])
    .describe(
      "The same for a person with an account who asks for a new project. The PI is asked if the person names one; otherwise they lead it themselves",
    ),
  quota: approvalList.prefault(["admin"]).describe("The same for a change to a project's quotas"),
  membership: approvalList
    .prefault(["pi"])
    .describe("The same for a person with an account who joins another project"),
  "gitlab-account": approvalList
    .prefault(["admin"])
    .refine(
      (list) => list.every(({ from }) => !from.some(isPi)),
      "can't ask a PI, because an account in GitLab has none",
    )
    .describe("The same for an account in GitLab that waits for approval"),
  offboarding: approvalList
    .prefault(["admin"])
    .refine(
      (list) => list.every(({ from }) => !from.some(isPi)),
      "can't ask a PI, because people can be in several projects",
    )
    .describe(
      "Who must approve that a person leaves. The admin who opens the request may be one of them. For members of privileged projects, at least two admins must approve",
    ),
  distinctPeople: z
    .boolean()
    .default(true)
    .describe(
      "Whether each approval of a request must come from a different person, also when deciding for the PI. If off, the daily digest lists requests that one person approved alone",
    ),
});
