import type { Actor } from "../../chat/chat.ts";
import type { Role } from "../../db/names.ts";
import { findProject } from "../../db/projects.ts";
import { listProjectsOf } from "../../db/roster.ts";
import type { Person } from "../../db/tables/people.ts";
import type { Project } from "../../db/tables/projects.ts";
import { findDeciders } from "../checks/deciders.ts";
import { isUserOf } from "../checks/same-person.ts";
import { mayUse } from "../links/judge-link.ts";
import { lookUpLink } from "../links/look-up-link.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

/** Someone who looks at a roster, and what they are in the project. */
export interface Viewer {
  readonly actor: Actor;
  /** Undefined if the registry doesn't know them. */
  readonly person: Person | undefined;
  /** Undefined if they are not in the project. */
  readonly role: Role | undefined;
}

export interface Viewed {
  readonly project: Project;
  readonly viewer: Viewer;
}

type Deps = Pick<PipelineDeps, "db" | "now" | "chat" | "rules" | "namespace">;

/** The person in the registry whom a chat user may act as. */
export async function findOwnPerson(actor: Actor, deps: Deps): Promise<Person | undefined> {
  const found = await lookUpLink(actor, deps);
  return found && mayUse(found.verdict) ? found.person : undefined;
}

/** Finds a project and what this person is in it. Undefined if the registry has no such project. */
export async function findViewed(
  name: string,
  actor: Actor,
  person: Person | undefined,
  deps: Deps,
): Promise<Viewed | undefined> {
  const project = await findProject(deps.db, name.trim().toLowerCase());
  if (!project) return undefined;
  return { project, viewer: { actor, person, role: await roleIn(project, actor, person, deps) } };
}

async function roleIn(
  { id, name }: Project,
  actor: Actor,
  person: Person | undefined,
  deps: Deps,
): Promise<Role | undefined> {
  const deciders = await findDeciders(name, deps);
  const decider = deciders.find(
    ({ user, email }) =>
      isUserOf(actor, user) ||
      (email !== null && person?.email !== null && email.toLowerCase() === person?.email?.toLowerCase()),
  );
  if (decider) return decider.role;
  if (!person) return undefined;
  const own = (await listProjectsOf(deps.db, person.id)).filter(({ projectId }) => projectId === id);
  return own.length > 0 ? "member" : undefined;
}

/** Who may invite people and remove members. */
export const mayManage = ({ actor, role }: Viewer): boolean =>
  actor.isAdmin || role === "pi" || role === "manager";

/** Who may name managers, and hand the project over. */
export const mayAppoint = ({ actor, role }: Viewer): boolean => actor.isAdmin || role === "pi";

/** Who sees the roster at all. */
export const maySee = (viewer: Viewer): boolean => mayManage(viewer) || viewer.role === "member";
