import type { Request } from "../../db/tables/requests.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrConflict } from "../plan.ts";
import { explainNameConflict, findFreeUsername } from "./name-conflict.ts";
import { explainBadUsername } from "./username.ts";

export type UsernameCheck = { readonly denial: string } | { readonly username: string };

/** The username that the person requested, or the first one by the site's rule that is free here and in every system. */
export async function chooseUsername(request: Request, deps: PipelineDeps): Promise<UsernameCheck> {
  const username = request.details.wantedUsername;
  if (username) {
    const denial = await explainBadUsername(username, deps, request.id);
    if (denial) return { denial };
    const wanted = { ...request, username };
    const planned = await planOrConflict(wanted, deps);
    return "plan" in planned ? { username } : { denial: explainNameConflict(planned.conflict, wanted) };
  }
  const found = await findFreeUsername({ ...request, username: null }, deps);
  if (found) return { username: found.username };
  return {
    denial:
      "We couldn't derive a username from this name and email address. Please apply again and choose one.",
  };
}
