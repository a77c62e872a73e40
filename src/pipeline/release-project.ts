import { findAccountByRequest } from "../db/accounts.ts";
import type { Db } from "../db/client.ts";
import type { StageName } from "../db/names.ts";
import { lockRegistry } from "../db/people.ts";
import { findProject } from "../db/projects.ts";
import { deleteRegistration, isUntouchedProject } from "../db/registry.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { Project } from "../db/tables/projects.ts";
import type { Request } from "../db/tables/requests.ts";
import { NameConflictError, type PlannedChange, type Provisioner } from "../provisioners/provisioner.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** Until these are done, a request has registered something, and the systems say whether it was begun there. */
const BEGINNING: ReadonlySet<StageName> = new Set([
  "register",
  "create-accounts",
  "found-project",
  "join-project",
]);

type Deps = Pick<PipelineDeps, "db" | "provisioners">;

/** What becomes of the new project that a request has registered, when an admin gives the request up. */
export interface ProjectRelease {
  /** Tells the admins whether someone can ask for the name again. */
  readonly sentence: string;
  /** Takes the project out of the registry, with what else the request has registered. Undefined if it stays. */
  readonly release: ((tx: Db) => Promise<void>) | undefined;
}

/**
 * Finds out whether the new project of a request that ends is to be taken out of the registry, so that its name is free again: only if no
 * system has anything of it, and nothing else has happened to it. Asks every system, and changes nothing. Undefined if the request has
 * registered no project.
 */
export async function planRelease(
  { id, stage, project: name }: Pick<Request, "id" | "stage" | "project">,
  { db, provisioners }: Deps,
): Promise<ProjectRelease | undefined> {
  const project = name === null ? undefined : await findProject(db, name);
  if (project?.requestId !== id || project.adopted) return undefined;
  const stays = (why: string): ProjectRelease => ({
    sentence: `The project ${project.name} stays in the registry, because ${why}. People can ask to join it.`,
    release: undefined,
  });
  const isUntouched = (tx: Db) => isUntouchedProject(tx, project.id, id);
  if (!BEGINNING.has(stage) || !(await isUntouched(db))) return stays("it is in use already");
  const account = await findAccountByRequest(db, id);
  const asked = await Promise.all(
    provisioners.map(async (system) => ({
      system: system.name,
      has: await hasAnything(system, project, account),
    })),
  );
  const having = asked.flatMap(({ system, has }) => (has === "yes" ? [system] : []));
  if (having.length > 0) return stays(`it was begun in ${having.join(" and ")}`);
  const silent = asked.flatMap(({ system, has }) => (has === "unknown" ? [system] : []));
  if (silent.length > 0)
    return stays(`acct couldn't find out whether it was begun in ${silent.join(" and ")}`);
  return {
    sentence: `Nothing was created for the project ${project.name}, so people can ask for a project with this name again.`,
    async release(tx) {
      await lockRegistry(tx);
      if (await isUntouched(tx)) await deleteRegistration(tx, id);
    },
  };
}

/** Whether a system has the project or, if the request has registered an account as well, the person. */
async function hasAnything(
  { name, plan, planProject }: Provisioner,
  project: Project,
  account: Account | undefined,
): Promise<"yes" | "no" | "unknown"> {
  if (project.externalIds[name] || account?.externalIds[name]) return "yes";
  try {
    // The first line is the project itself.
    const [ofProject] = (await ownLines(() => planProject?.(project))) ?? [];
    const ofPerson = account ? await ownLines(() => plan(account, project)) : [];
    return [...(ofProject ? [ofProject] : []), ...ofPerson].some(({ isNew }) => !isNew) ? "yes" : "no";
  } catch {
    return "unknown";
  }
}

/** What belongs to someone else there wasn't created by this request. */
async function ownLines(ask: () => Promise<PlannedChange[]> | undefined): Promise<PlannedChange[]> {
  try {
    return (await ask()) ?? [];
  } catch (error) {
    if (error instanceof NameConflictError) return [];
    throw error;
  }
}
