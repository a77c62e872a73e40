import { adoptProject, findProject } from "../../db/projects.ts";
import type { Project } from "../../db/tables/projects.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { requireApprovals } from "../checks/approvals.ts";
import { choosePi } from "../checks/choose-pi.ts";
import { explainTaken } from "../checks/project.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { done, refuse, type Stage } from "../stage.ts";
import { MAX_NUMBERS, takeGidNumber } from "../take-numbers.ts";

export const foundProject = {
  name: "found-project",
  /** If the directory assigns the numbers itself, taking one writes there. */
  changesOutside: true,
  async run(request, deps) {
    await requireApprovals(request, deps);
    const name = request.project ?? "";
    const known = await findProject(deps.db, name);
    if (!known && (await deps.namespace?.findGroup(name))) return refuse(explainTaken(name));
    const project = known ?? (await insert(request, deps));
    // Someone else may have been faster, even since the last check.
    if (project.requestId !== request.id) return refuse(explainTaken(name));
    return done(`project ${name}, gidNumber ${project.gidNumber}`);
  },
} as const satisfies Stage;

async function insert(request: Request, deps: PipelineDeps): Promise<Project> {
  const { db, now } = deps;
  for (let attempt = 0; attempt < MAX_NUMBERS; attempt++) {
    const project = await adoptProject(db, {
      name: request.project ?? "",
      description: request.details.projectDescription ?? "",
      gidNumber: await takeGidNumber(deps),
      adopted: false,
      source: "request",
      ...choosePi(request),
      requestId: request.id,
      createdAt: now(),
    }).catch((error: unknown) => {
      // The number belongs to another project in the registry, so the next one is tried.
      if (error instanceof Failure) return undefined;
      throw error;
    });
    if (project) return project;
  }
  throw new Failure(
    `The registry already uses ${MAX_NUMBERS} gidNumbers in a row: raise the number that counting starts from`,
  );
}
