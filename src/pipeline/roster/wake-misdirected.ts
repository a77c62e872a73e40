import { listDeciders } from "../../db/deciders.ts";
import { DECIDERS } from "../../db/names.ts";
import type { Request } from "../../db/tables/requests.ts";
import { listWaitingFor, wakeUndecidedIn } from "../../db/waiting-requests.ts";
import { isUserOf } from "../checks/same-person.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

type MisdirectedDeps = Pick<PipelineDeps, "db" | "now" | "rules">;

/**
 * Makes the requests due that ask someone as the PI whom neither the setting `projects` nor the registry names for their project, so
 * that they look who decides now. This runs at startup, because the setting may have changed. Returns how many. It doesn't ask the
 * directory: whom only its groups name isn't compared.
 */
export async function wakeMisdirected(deps: MisdirectedDeps): Promise<number> {
  const { db, now } = deps;
  const waiting: Request[] = [];
  for (const decider of DECIDERS) waiting.push(...(await listWaitingFor(db, decider)));
  let woken = 0;
  for (const [project, requests] of Map.groupBy(waiting, (one) => one.project)) {
    if (project && (await isMisdirected(project, requests, deps)))
      woken += await wakeUndecidedIn(db, project, now());
  }
  return woken;
}

async function isMisdirected(
  project: string,
  requests: readonly Request[],
  { db, now, rules }: MisdirectedDeps,
): Promise<boolean> {
  const named = rules.projects[project]?.pi;
  const deciders = await listDeciders(db, project, now());
  if (named === undefined && deciders.length === 0) return false;
  return requests.some(({ piEmail, piUser, details }) => {
    if (!piEmail || details.newProject) return false;
    const address = piEmail.toLowerCase();
    return (
      address !== named &&
      !deciders.some(
        ({ email, user }) =>
          email?.toLowerCase() === address || (user !== null && isUserOf({ user }, piUser)),
      )
    );
  });
}
