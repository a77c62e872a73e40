import type { Request } from "../../db/schema.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrNamesake } from "../plan.ts";
import { anotherUsername, objectionByNamesake } from "./name-conflict.ts";
import { explainBadUsername } from "./username.ts";

export type UsernameCheck = { readonly denial: string } | { readonly username: string };

/** The username that this person wants, or the first one by the site's rule that is free here and in every system. */
export async function chooseUsername(request: Request, deps: PipelineDeps): Promise<UsernameCheck> {
  const username = request.details.wantedUsername;
  if (username) {
    const denial = await explainBadUsername(username, deps, request.id);
    if (denial) return { denial };
    const wanted = { ...request, username };
    const planned = await planOrNamesake(wanted, deps);
    return "plan" in planned ? { username } : { denial: objectionByNamesake(planned.namesake, wanted) };
  }
  const found = await anotherUsername({ ...request, username: null }, deps);
  if (found) return { username: found.username };
  return { denial: "No username could be made of this name and mail address: ask again and choose one." };
}
