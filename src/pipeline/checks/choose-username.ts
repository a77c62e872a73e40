import type { Request } from "../../db/schema.ts";
import { anotherUsername, objectionByNamesake } from "../namesake.ts";
import { planOrNamesake } from "../plan.ts";
import type { Tools } from "../tools.ts";
import { objectionToUsername } from "./username.ts";

export type UsernameCheck = { readonly objection: string } | { readonly username: string };

/** The username that this person wants, or the first one by the site's rule that is free here and in every system. */
export async function chooseUsername(request: Request, tools: Tools): Promise<UsernameCheck> {
  const username = request.details.wantedUsername;
  if (username) {
    const objection = await objectionToUsername(username, tools, request.id);
    if (objection) return { objection };
    const wanted = { ...request, username };
    const planned = await planOrNamesake(wanted, tools);
    return "plan" in planned ? { username } : { objection: objectionByNamesake(planned.namesake, wanted) };
  }
  const found = await anotherUsername({ ...request, username: null }, tools);
  if (found) return { username: found.username };
  return { objection: "No username could be made of this name and mail address: ask again and choose one." };
}
