import type { Facts } from "../../db/change.ts";
import { findProject } from "../../db/registry.ts";
import { findEarlierNewProject } from "../../db/requests.ts";
import type { Request } from "../../db/schema.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { knownPiOf, needsAdmin } from "./approvals.ts";
import { isReserved } from "./reserved-names.ts";

export type ProjectCheck =
  | { readonly denial: string }
  /** An older request asks for the same new project: what becomes of it decides. */
  | { readonly waitsFor: number }
  | { readonly facts: Facts };

/**
 * May this person found, or ask to join, the project? When the site knows its PI, that PI is asked, whoever was named; whom
 * the requester names otherwise is a proposal, on which an admin decides.
 * Two who ask for the same new project are never merged: the second asks to join what the first has founded, or founds it
 * when the first may not.
 */
export async function checkProject(request: Request, deps: PipelineDeps): Promise<ProjectCheck> {
  const checked = await checkName(request, deps);
  if (!("facts" in checked)) return checked;
  const { facts } = checked;
  return { facts: { ...facts, needsAdmin: await needsAdmin({ ...request, ...facts }, deps) } };
}

async function checkName(request: Request, deps: PipelineDeps): Promise<ProjectCheck> {
  const { db, directory, rules } = deps;
  const name = request.project ?? "";
  if (isReserved(name, rules.usernames.reserved)) return { denial: `${name} is a reserved name.` };

  const known = await findProject(db, name);
  const group = known ?? (await directory?.findGroup(name));

  if (request.details.newProject) {
    const earlier = await findEarlierNewProject(db, request);
    if (earlier && !known) return { waitsFor: earlier };
    if (known && known.createdAt > request.createdAt) {
      return { facts: { piName: known.piName, piEmail: known.piEmail, piUser: known.piUser } };
    }
    if (group) return { denial: `The project ${name} exists already: ask to join it.` };
    return { facts: {} };
  }

  // With the registry alone there is nothing to look an old project up in.
  if (!group && directory) return { denial: `There is no project ${name}: ask for a new one.` };
  const pi = await knownPiOf(name, deps);
  if (pi) return { facts: pi };
  if (!request.piEmail) return { denial: `Nobody was named who can say that you work in ${name}.` };
  return { facts: {} };
}
