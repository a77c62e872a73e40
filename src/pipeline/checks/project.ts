import type { Facts } from "../../db/change.ts";
import { findProject } from "../../db/projects.ts";
import { findEarlierNewProject } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import { isNoProject } from "../other-groups.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { needsAdmin } from "./approvals.ts";
import { findKnownPi, findLostPi } from "./deciders.ts";
import { findOwners } from "./owners.ts";
import { isReserved } from "./reserved-names.ts";

export type ProjectCheck =
  | { readonly denial: string }
  /** An older request is for the same new project, so its outcome decides. */
  | { readonly waitsFor: number }
  | { readonly facts: Facts };

/**
 * Checks whether this person may start the project, or ask to join it. If the site knows its PI, that PI is asked, regardless of whom
 * the requester named; otherwise the requester's PI is a proposal, on which an admin decides.
 * Two requests for the same new project are never merged: the second one waits for the first, and starts the project if the first is
 * denied. Otherwise, someone who asked for an account is asked for in the project of the first, and someone who asked for nothing but
 * the project is told that the name is taken.
 */
export async function checkProject(request: Request, deps: PipelineDeps): Promise<ProjectCheck> {
  const checked = await checkName(request, deps);
  if (!("facts" in checked)) return checked;
  const { facts } = checked;
  return { facts: { ...facts, needsAdmin: await needsAdmin({ ...request, ...facts }, deps) } };
}

async function checkName(request: Request, deps: PipelineDeps): Promise<ProjectCheck> {
  const { db, namespace, rules } = deps;
  const name = request.project ?? "";
  if (isReserved(name, rules.usernames.reserved)) return { denial: `${name} is a reserved name.` };

  const known = await findProject(db, name);
  if (isNoProject(name, known !== undefined, rules)) return { denial: `${name} is a reserved name.` };
  const group = known ?? (await namespace?.findGroup(name));

  if (request.details.newProject) {
    const earlier = await findEarlierNewProject(db, request);
    if (earlier && !known) return { waitsFor: earlier };
    if (group && REQUEST_KINDS[request.kind].foundsProject) return { denial: explainTaken(name) };
    if (known && known.createdAt > request.createdAt) {
      return { facts: { piName: known.piName, piEmail: known.piEmail, piUser: known.piUser } };
    }
    if (group) return { denial: `The project ${name} already exists. You can ask to join it.` };
    return { facts: {} };
  }

  // Without a directory, there is no place to look up an older project, which the first account request in it registers.
  if (!group && (namespace || !REQUEST_KINDS[request.kind].createsAccount))
    return { denial: `There's no project called ${name}. You can request a new one.` };
  const pi = await findKnownPi(name, deps, request);
  if (pi) return { facts: pi };
  const lost = await findLostPi(name, deps);
  // The card shows who led it, and that they were offboarded, unless the requester proposes someone else.
  if (lost && !request.piEmail) return { facts: { piName: lost.name, piEmail: lost.email, piUser: null } };
  if (request.piEmail) return { facts: {} };
  const { away } = await findOwners(name, deps);
  // It may know who can confirm it once it is back.
  if (away) throw away;
  return { denial: `Your request names no PI who could confirm that you're part of ${name}.` };
}

/** Says that a name is taken, but never by whom: whoever asked for it has to choose what they want instead. */
export const explainTaken = (name: string) =>
  `The project ${name} already exists. You can ask for a new project with another name, or ask to join ${name}.`;
