import type { Request } from "../db/tables/requests.ts";
import { groupOfApproval } from "../view/group-decisions.ts";
import type { Correction, NewPi } from "./engine/request-command.ts";
import type { Rules } from "./pipeline-deps.ts";

/** The answers that can be corrected. */
export interface Answers {
  readonly project: string | null;
  readonly newProject: boolean;
  readonly username: string | null;
  readonly pi: NewPi | null;
  /** The names of the groups besides the project. */
  readonly groups: readonly string[];
  /** The last day in the project, as a date; null for no end date. */
  readonly endsOn: string | null;
  /** What a new project is about. */
  readonly description: string | null;
}

export const answersOf = ({ project, details, username, piName, piEmail, piUser }: Request): Answers => ({
  project,
  newProject: details.newProject === true,
  username,
  pi: piEmail === null ? null : { name: piName ?? piEmail, email: piEmail, user: piUser },
  groups: details.groups ?? [],
  endsOn: details.endsOn ?? null,
  description: details.projectDescription ?? null,
});

/** Lists the answers that differ, as people read them. */
export function listCorrections(before: Answers, after: Answers): Correction[] {
  const isOtherProject = before.project !== after.project || before.newProject !== after.newProject;
  const isOtherPi = before.pi?.email.toLowerCase() !== after.pi?.email.toLowerCase();
  const [old, now] = [namesOf(before.groups), namesOf(after.groups)];
  const all: readonly (Correction & { readonly isOther: boolean })[] = [
    {
      field: after.newProject ? "new-project" : "project",
      before: before.project,
      after: after.project,
      isOther: isOtherProject,
    },
    {
      field: "username",
      before: before.username,
      after: after.username,
      isOther: before.username !== after.username,
    },
    { field: "pi", before: before.pi?.name ?? null, after: after.pi?.name ?? null, isOther: isOtherPi },
    { field: "groups", before: old, after: now, isOther: old !== now },
    { field: "ends", before: before.endsOn, after: after.endsOn, isOther: before.endsOn !== after.endsOn },
    {
      field: "description",
      before: before.description,
      after: after.description,
      isOther: before.description !== after.description,
    },
  ];
  return all.flatMap(({ isOther, ...correction }) => (isOther ? [correction] : []));
}

/** The same groups in another order are the same answer. */
const namesOf = (groups: readonly string[]): string | null => groups.toSorted().join(", ") || null;

/** Concerns everyone who approves. */
const FOR_ALL: ReadonlySet<Correction["field"]> = new Set(["project", "new-project", "pi", "description"]);

/**
 * The `seq` of the approvals that were about something else. Everyone vouches for the project, its description, and the PI. Admins and
 * the PI vouch for the end date. Admins vouch for the plan as well, and the username is a part of it. Who decides about a group vouches
 * for its member, so only a correction of the username or of this group concerns them.
 */
export function listSuperseded(
  { approvals }: Pick<Request, "approvals">,
  before: Answers,
  after: Answers,
  { otherGroups = [] }: Pick<Rules, "otherGroups">,
): readonly number[] {
  const fields = new Set(listCorrections(before, after).map(({ field }) => field));
  const isForAll = [...fields].some((field) => FOR_ALL.has(field));
  const added = after.groups.filter((name) => !before.groups.includes(name));
  const changed = new Set([...added, ...before.groups.filter((name) => !after.groups.includes(name))]);
  const asksAdmins = otherGroups.some(({ name, decider }) => decider === "admin" && added.includes(name));
  const isAboutOther = (name: string): boolean => {
    const group = groupOfApproval(name);
    if (isForAll) return true;
    if (group !== undefined) return fields.has("username") || changed.has(group);
    if (fields.has("ends")) return true;
    return name !== "pi" && (fields.has("username") || (name === "admin" && asksAdmins));
  };
  return approvals.filter(({ name }) => isAboutOther(name)).map(({ seq }) => seq);
}
