import { isOffboarded } from "../../db/deciders.ts";
import type { Decider } from "../../db/names.ts";
import { findProject } from "../../db/projects.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { findKnownPi } from "./deciders.ts";
import { deciderOf, openApprovals } from "./required-approvals.ts";

type ApprovalCheckDeps = Pick<PipelineDeps, "db" | "namespace" | "rules" | "now">;

/**
 * Tells whether completing the request would make the person it names the PI of an existing project whose PI is not known. The
 * requester must not be the one who decides that. Someone who was offboarded never becomes a PI.
 */
export async function adoptsProject(request: Request, deps: ApprovalCheckDeps): Promise<boolean> {
  const { kind, details } = request;
  if (!REQUEST_KINDS[kind].joinsProject) return false;
  const name = request.project ?? "";
  if (await findKnownPi(name, deps)) return false;
  if (await isOffboarded(deps.db, { user: request.piUser, email: request.piEmail })) return false;
  if (!details.newProject) return true;
  return ((await findProject(deps.db, name)) ?? (await deps.namespace?.findGroup(name))) !== undefined;
}

/**
 * Tells whether an admin has to decide first, regardless of `approvals`: on everything about a privileged project, on new
 * projects, on projects for which the site knows no one who decides, and where there is no PI.
 */
export async function needsAdmin(request: Request, deps: ApprovalCheckDeps): Promise<boolean> {
  const { isSelfService, joinsProject, approvals } = REQUEST_KINDS[request.kind];
  if (isSelfService) return false;
  if (isPrivileged(request, deps)) return true;
  if (joinsProject && (request.details.newProject || !(await findKnownPi(request.project ?? "", deps))))
    return true;
  return !approvals(deps.rules.approvals).some((one) => deciderOf(one) === "admin") && !request.piEmail;
}

export function isPrivileged(
  { project }: Pick<Request, "project">,
  { rules }: { readonly rules: Pick<PipelineDeps["rules"], "privilegedProjects"> },
): boolean {
  return rules.privilegedProjects.some(({ name }) => name === project);
}

/** Tells whose approval the request still lacks; undefined if it has all that it needs. */
export async function missingApproval(
  request: Request,
  deps: ApprovalCheckDeps,
): Promise<Decider | undefined> {
  const needed = request.needsAdmin || (await needsAdmin(request, deps));
  const open = openApprovals({ ...request, needsAdmin: needed }, deps.rules).map(deciderOf);
  return open.find((decider) => decider === "admin") ?? open[0];
}

/** The last line of defense before anything is created. Throws if the request lacks an approval. */
export async function requireApprovals(request: Request, deps: ApprovalCheckDeps): Promise<void> {
  const missing = await missingApproval(request, deps);
  if (missing === undefined) return;
  const whose = { admin: "an admin", pi: "the PI" }[missing];
  throw new Failure(`Request ${request.id} lacks the approval of ${whose}, so nothing was created`);
}
