import { findFormerOrAccount } from "../../db/accounts.ts";
import type { Leaving, Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { listProjectsLosingPi } from "../checks/projects-losing-pi.ts";
import { countEverywhere } from "../leaving/count-everywhere.ts";
import { explainOwnerNeeded } from "../leaving/explain-owner-needed.ts";
import { toAdminChannel } from "../outbox/recipients.ts";
import { buildPlan } from "../plan.ts";
import { done, type Outcome, type Stage, waitFor } from "../stage.ts";

/**
 * Counts what a person who leaves has in every system, for the plan that admins approve. A system that doesn't respond is part of
 * the plan, too. Waits for a new owner if something moves and no one can take it over.
 */
export const countBelongings = {
  name: "count-belongings",
  async run(request, deps): Promise<Outcome> {
    const { db, now, rules } = deps;
    const account = await findFormerOrAccount(db, request.username ?? "");
    if (!account || account.erasedAt)
      throw new Failure(`The registry has no account ${request.username}`, { lasts: true });
    const { newOwner, isClosed } = request.details.leaving ?? {};
    const leaving = {
      ...(await countEverywhere(account, newOwner, deps)),
      ...(isClosed ? { isClosed } : {}),
    };
    const projectsWithoutPi = await listProjectsLosingPi(account, db, now());
    const details = { leaving, projectsWithoutPi };
    const plan = await buildPlan({ ...request, details: { ...request.details, ...details } }, deps);
    const effects = {
      facts: { details, plan },
      views: [{ audience: "admin", place: rules.adminChannels }],
    } as const;
    const missing = explainOwnerNeeded(leaving);
    if (missing === undefined) return done(summarize(leaving), effects);
    return waitFor("new-owner", "Waiting for an admin to choose a new owner", {
      ...effects,
      notifications: [toAdminChannel(request, rules.adminChannels, askForOwner(request, missing))],
    });
  },
} as const satisfies Stage;

/** Asks the admins for someone who can take over what moves. */
export const askForOwner = ({ username }: Pick<Request, "username">, missing: string): string =>
  `Choose who takes over what ${username} leaves behind. ${missing}`;

function summarize({ counted }: Leaving): string {
  const failed = counted.flatMap(({ system, problem }) => (problem === undefined ? [] : [system]));
  const asked = counted.flatMap(({ system, problem }) => (problem === undefined ? [system] : []));
  return failed.length === 0
    ? `asked ${asked.join(", ")}`
    : `asked ${asked.join(", ")}; no answer from ${failed.join(", ")}`;
}
