import type { Request } from "../../db/schema.ts";
import type { NameConflictError } from "../../provisioners/provisioner.ts";
import { toAdminChannelOnce } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrNamesake } from "../plan.ts";
import type { Outcome } from "../stage.ts";
import { candidates, explainBadUsername } from "./username.ts";

export type UsernameConflict = { readonly username: string; readonly plan: readonly string[] };

/**
 * The first username by the site's rule that is free here and in every system, with what it would make there. Passes over
 * the one that the request has now. Undefined: there is none, or it is the project that belongs to somebody else.
 */
export async function anotherUsername(
  request: Request,
  deps: PipelineDeps,
): Promise<UsernameConflict | undefined> {
  for (const username of candidates(request, deps.rules.usernames.rule)) {
    if (username === request.username || (await explainBadUsername(username, deps, request.id))) continue;
    const planned = await planOrNamesake({ ...request, username }, deps);
    if ("plan" in planned) return { username, plan: planned.plan };
    if (planned.namesake.of === "project") return undefined;
  }
  return undefined;
}

/** Why a name cannot be had, for the requester: never whose it is. */
export function objectionByNamesake({ of }: NameConflictError, { username, project }: Request): string {
  return of === "person"
    ? `The username ${username} is taken: ask again and choose another one.`
    : `The name ${project} belongs to another project here: ask again with another name.`;
}

/**
 * Somebody else got the name after the request was approved. Whoever wished for no name gets the next one; for anybody
 * else, and where there is none, the admins decide again. They are told in any case; the requester is not, because
 * nothing of it is theirs to mend.
 */
export async function afterNamesake(
  request: Request,
  namesake: NameConflictError,
  deps: PipelineDeps,
): Promise<Outcome> {
  const { adminChannel: channel } = deps.rules;
  const toldOnce = (cause: string, why: string) => [
    toAdminChannelOnce(request, { channel, cause: `namesake ${cause}`, why, now: deps.now() }),
  ];
  const mayChange = namesake.of === "person" && !request.details.wantedUsername;
  const another = mayChange ? await anotherUsername(request, deps) : undefined;
  if (another) {
    const note = `${namesake.message} The request goes on with the username ${another.username}.`;
    const messages = toldOnce(
      "renamed",
      `${note} Where the same happens later today, it stands on the request's card alone.`,
    );
    return { kind: "rewind", stage: "confirm-plan", note, facts: { ...another }, notifications: messages };
  }
  const note = `${namesake.message} The request waits for an admin again.`;
  return {
    kind: "rewind",
    stage: "await-admin",
    note,
    facts: { needsAdmin: true, decisions: { admin: null } },
    notifications: toldOnce(
      namesake.of === "project" ? `project ${request.project}` : "person",
      `${note} Requests that come back for the same reason later today are not announced. /acct list waiting shows what waits.`,
    ),
  };
}
