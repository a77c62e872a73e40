import { findAccountOfPerson } from "../../db/accounts.ts";
import { listDeciders } from "../../db/deciders.ts";
import { listAccountProjects } from "../../db/projects.ts";
import { findOpenRequest } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

type OwnerDeps = Pick<PipelineDeps, "db" | "now">;

/**
 * Proposes who takes over what someone leaves behind: whom the open request names or else the PI of their first project or, if that is
 * they themselves or someone without an account, a manager or the PI of another of their projects. Returns a username; undefined if
 * there is no one.
 */
export async function defaultNewOwner(account: Account, deps: OwnerDeps): Promise<string | undefined> {
  const { username, email } = account;
  const collision = REQUEST_KINDS.offboarding.collidesWith({ email: email ?? "", username });
  const open = await findOpenRequest(deps.db, "offboarding", collision);
  return open ? open.details.leaving?.newOwner : firstDecider(account, deps);
}

async function firstDecider({ id, personId }: Account, { db, now }: OwnerDeps): Promise<string | undefined> {
  for (const { name } of await listAccountProjects(db, id)) {
    for (const decider of await listDeciders(db, name, now())) {
      if (decider.isOffboarded || decider.personId === personId) continue;
      const found = await findAccountOfPerson(db, decider.personId);
      if (found) return found.username;
    }
  }
  return undefined;
}
