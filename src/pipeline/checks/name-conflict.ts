import type { PlanLine, Request } from "../../db/tables/requests.ts";
import type { NameConflictError } from "../../provisioners/provisioner.ts";
import { toAdminChannelOnce } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { planOrConflict } from "../plan.ts";
import type { Outcome } from "../stage.ts";
import { adminApprovals } from "./required-approvals.ts";
import { candidates, explainBadUsername } from "./username.ts";

export type UsernameConflict = { readonly username: string; readonly plan: readonly PlanLine[] };

/**
 * The first username by the site's rule that is free here and in every system, with the plan for it. Skips the one that the
 * request has now. Undefined if none is free, or if it is the project's name that is taken.
 */
export async function findFreeUsername(
  request: Request,
  deps: PipelineDeps,
): Promise<UsernameConflict | undefined> {
  for (const username of candidates(request, deps.rules.usernames.rule)) {
    if (username === request.username || (await explainBadUsername(username, deps, request.id))) continue;
    const planned = await planOrConflict({ ...request, username }, deps);
    if ("plan" in planned) return { username, plan: planned.plan };
    if (planned.conflict.of === "project") return undefined;
  }
  return undefined;
}

/** Tells the requester that a name is taken, but never by whom. */
export function explainNameConflict({ of }: NameConflictError, { username, project }: Request): string {
  return of === "person"
    ? `The username ${username} is taken. Please apply again and choose another one.`
    : `The name ${project} belongs to another project here. Please apply again with another name.`;
}

/**
 * The name was taken after the request was approved. A requester who chose no username gets the next free one; otherwise,
 * or if none is free, the admins decide again. They are told in any case. The requester is not, because they cannot fix it.
 */
export async function handleNameConflict(
  request: Request,
  conflict: NameConflictError,
  deps: PipelineDeps,
): Promise<Outcome> {
  const { adminChannels: channel } = deps.rules;
  const tellAdminsOnce = (cause: string, why: string) =>
    toAdminChannelOnce(request, { channel, cause: `name conflict ${cause}`, why, now: deps.now() });
  const mayChange = conflict.of === "person" && !request.details.wantedUsername;
  const another = mayChange ? await findFreeUsername(request, deps) : undefined;
  if (another) {
    const note = `${conflict.message} It continues with the username ${another.username}.`;
    const messages = tellAdminsOnce(
      "renamed",
      `${note} If this happens to other requests today, the thread of this message lists them.`,
    );
    return { kind: "rewind", stage: "confirm-plan", note, facts: { ...another }, notifications: messages };
  }
  const note = `${conflict.message} It needs an admin's decision again.`;
  return {
    kind: "rewind",
    stage: "await-admin",
    note,
    facts: { needsAdmin: true },
    approvals: { superseded: adminApprovals(request) },
    notifications: tellAdminsOnce(
      conflict.of === "project" ? `project ${request.project}` : "person",
      `${note} The thread of this message lists other requests that come back for the same reason today. To see all waiting requests, use /acct list waiting.`,
    ),
  };
}
