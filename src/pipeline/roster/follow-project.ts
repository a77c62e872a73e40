import type { Facts } from "../../db/change.ts";
import { listDeciders } from "../../db/deciders.ts";
import { emailIdentity, findPersonBy } from "../../db/people.ts";
import { listEvents } from "../../db/requests.ts";
import type { Event } from "../../db/tables/events.ts";
import type { Request } from "../../db/tables/requests.ts";
import { findDeciders, findKnownPi } from "../checks/deciders.ts";
import { openApprovals, staleApprovals } from "../checks/required-approvals.ts";
import { isUserOf } from "../checks/same-person.ts";
import type { Correction } from "../engine/request-command.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Ruled } from "../stage.ts";

/**
 * Passes a request on to the PI whom its project has now, if the one whom it would ask leads or manages the project no longer. It stays with
 * someone whom an admin or the PI has chosen for it. Undefined if it stays.
 */
export async function followProject(request: Request, deps: PipelineDeps): Promise<Ruled | undefined> {
  const { kind, project, piEmail, details } = request;
  if (!project || !piEmail || details.newProject || REQUEST_KINDS[kind].asksNamedPerson) return undefined;
  if (openApprovals(request, deps.rules, "pi").length === 0) return undefined;
  if (await decidesFor(project, request, deps)) return undefined;
  const pi = await findKnownPi(project, deps, request);
  if (!pi || wasChosen(await listEvents(deps.db, request.id))) return undefined;
  const facts: Facts = { ...pi, delegates: [], escalatedAt: null, clockSince: deps.now() };
  return {
    kind: "ruled",
    by: { id: "acct", name: "acct" },
    event: { kind: "pi-changed", note: `to ${pi.piName ?? pi.piEmail}, who decides for ${project} now` },
    facts,
    approvals: { superseded: staleApprovals({ ...request, piEmail: pi.piEmail }) },
  };
}

/** Whether the PI of a request decides for the project. Someone who was offboarded still leads it: then an admin decides. */
async function decidesFor(
  project: string,
  { piEmail, piUser }: Request,
  deps: PipelineDeps,
): Promise<boolean> {
  const { db, now } = deps;
  const person = await findPersonBy(db, emailIdentity(piEmail ?? ""));
  const registered = await listDeciders(db, project, now());
  if (person && registered.some(({ personId }) => personId === person.id)) return true;
  return [...registered, ...(await findDeciders(project, deps))].some(
    ({ email, user }) =>
      email?.toLowerCase() === piEmail?.toLowerCase() || (user !== null && isUserOf({ user }, piUser)),
  );
}

/** Whether someone has chosen who is asked, since the requester last changed their answers. */
function wasChosen(history: readonly Event[]): boolean {
  const since = history.findLastIndex(({ kind }) => kind === "amended");
  return history.slice(since + 1).some(({ kind, actor, detail }) => {
    if (actor === "acct") return false;
    if (kind === "pi-changed" || kind === "reassigned") return true;
    if (kind !== "corrected") return false;
    const changes = (detail.changes ?? []) as readonly Pick<Correction, "field">[];
    const isOf = (one: Correction["field"]) => changes.some(({ field }) => field === one);
    return isOf("pi") && !isOf("project");
  });
}
