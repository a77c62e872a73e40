import type { KnownProject } from "../db/registry-snapshot.ts";
import type { FoundProject } from "../provisioners/found.ts";
import type { Decision } from "./decision.ts";
import { domainOf, keyOf } from "./key-of.ts";

/** One project, as every system has it. */
export interface MatchedProject {
  readonly name: string;
  readonly found: readonly FoundProject[];
  readonly known?: KnownProject | undefined;
}

export interface ProjectConflict {
  readonly kind: "shared-number" | "same-name" | "renewed-id" | "other-number" | "bad-decision";
  readonly project: FoundProject;
  readonly candidates: readonly string[];
  /** What is wrong, in a sentence without a period. */
  readonly why: string;
}

interface Match extends MatchedProject {
  readonly found: FoundProject[];
}

/**
 * Finds out which projects of several systems are the same: those with an ID that the registry knows, and otherwise those with
 * the same name, in any case, because a project is called the same everywhere.
 */
export function matchProjects(
  systems: readonly (readonly FoundProject[])[],
  known: readonly KnownProject[],
  decisions: ReadonlyMap<string, Decision>,
): { readonly matched: readonly MatchedProject[]; readonly conflicts: readonly ProjectConflict[] } {
  const conflicts: ProjectConflict[] = [];
  const all: Match[] = [];
  const byId = new Map<string, Match>();
  const byName = new Map<string, Match>();
  const byNumber = new Map<number, Match>();
  const byExternalName = new Map<string, Match>();
  const add = (match: Match, gidNumber: number | undefined) => {
    all.push(match);
    byName.set(match.name, match);
    if (gidNumber !== undefined) byNumber.set(gidNumber, match);
  };
  for (const project of known) {
    const match: Match = { name: project.name, found: [], known: project };
    add(match, project.gidNumber);
    for (const { system, value, name } of project.ids) {
      byId.set(projectKey({ system, id: value }), match);
      byExternalName.set(nameKey(system, value, name), match);
    }
  }
  for (const projects of systems) {
    const ids = new Set(projects.map(({ id }) => id));
    for (const project of projects) {
      const place = (): Match | Omit<ProjectConflict, "project"> | undefined => {
        const own = byId.get(projectKey(project));
        if (own) return own;
        const name = project.name.toLowerCase();
        const decision = decisions.get(projectKey(project));
        if (decision === "skip") return undefined;
        const isSame = typeof decision === "object" ? decision.same : undefined;
        const target = byName.get(isSame ?? name);
        if (isSame !== undefined && !target)
          return refuse("bad-decision", [], `There's no project called ${isSame}`);
        const former = byExternalName.get(nameKey(project.system, project.id, project.name));
        const before = former?.known?.ids.find(({ system }) => system === project.system);
        if (former && before && !ids.has(before.value) && isSame === undefined)
          return refuse(
            "renewed-id",
            [former.name],
            `The project ${project.name} has another ID in ${project.system} than before: ${project.id} instead of ${before.value}`,
          );
        if (target) return isSame === undefined ? judge(target, project, ids) : target;
        const holder = project.gidNumber === undefined ? undefined : byNumber.get(project.gidNumber);
        if (holder)
          return refuse(
            "shared-number",
            [holder.name],
            `${project.name} in ${project.system} has the gid number ${project.gidNumber}, which is ${holder.name}'s`,
          );
        const fresh: Match = { name, found: [] };
        add(fresh, project.gidNumber);
        return fresh;
      };
      const result = place();
      if (result === undefined) continue;
      if ("why" in result) conflicts.push({ ...result, project });
      else result.found.push(project);
    }
  }
  return { matched: all, conflicts };
}

const refuse = (kind: ProjectConflict["kind"], candidates: readonly string[], why: string) => ({
  kind,
  candidates,
  why,
});

function judge(target: Match, project: FoundProject, ids: ReadonlySet<string>) {
  const { name, gidNumber, system } = project;
  const before = target.known?.ids.find((one) => one.system === system);
  if (target.found.some((one) => one.system === system) || (before && ids.has(before.value)))
    return refuse("same-name", [target.name], `${system} has two projects called ${name}`);
  if (gidNumber !== undefined && !mayHaveGid(target, gidNumber))
    return refuse(
      "other-number",
      [target.name],
      `${name} has the gid number ${gidNumber} in ${system}, but ${numberOf(target)} elsewhere`,
    );
  return target;
}

const numberOf = ({ known, found }: MatchedProject) =>
  known?.gidNumber ?? found.find((one) => one.gidNumber !== undefined)?.gidNumber;

/** A number that acct gave to a project of a system without numbers was never used outside. */
export function mayHaveGid(match: MatchedProject, gidNumber: number): boolean {
  const now = numberOf(match);
  if (now === undefined || now === gidNumber) return true;
  const { known, found } = match;
  if (!known) return false;
  return (
    !known.isOurs &&
    known.ids.length > 0 &&
    known.ids.every(({ detail }) => detail.gidNumber === undefined) &&
    found.every((one) => one.gidNumber === undefined)
  );
}

export const hasPi = (known: KnownProject | undefined): boolean =>
  known !== undefined && known.pis.length > 0;

/** The key of a project in a list of decisions, where accounts have keys as well. */
export const projectKey = (project: { readonly system: string; readonly id: string }): string =>
  `project ${keyOf(project)}`;

const nameKey = (system: string, id: string, name: string) =>
  `${system}/${domainOf(id)}/${name.toLowerCase()}`;
