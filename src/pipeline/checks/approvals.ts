import type { Approval } from "../../db/names.ts";
import { findProject } from "../../db/projects.ts";
import type { Project } from "../../db/tables/projects.ts";
import type { Request } from "../../db/tables/requests.ts";
import { Failure } from "../../failure/failure.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

type ApprovalCheckDeps = Pick<PipelineDeps, "db" | "directory" | "rules">;

/** The PI of a project that the site knows: from the setting `projects`, or else from the registry. Undefined if neither has one. */
export async function findKnownPi(
  name: string,
  { db, rules }: Pick<PipelineDeps, "db" | "rules">,
): Promise<Pick<Project, "piName" | "piEmail" | "piUser"> | undefined> {
  const named = rules.projects[name]?.pi;
  const known = await findProject(db, name);
  if (named !== undefined && known?.piEmail?.toLowerCase() !== named) {
    return { piName: null, piEmail: named, piUser: null };
  }
  return known?.piEmail ? { piName: known.piName, piEmail: known.piEmail, piUser: known.piUser } : undefined;
}

/**
 * Tells whether completing the request would make the person it names the PI of an existing project whose PI is not known. The
 * requester must not be the one who decides that.
 */
export async function adoptsProject(request: Request, deps: ApprovalCheckDeps): Promise<boolean> {
  const { kind, details } = request;
  if (!REQUEST_KINDS[kind].joinsProject) return false;
  const name = request.project ?? "";
  if (await findKnownPi(name, deps)) return false;
  if (!details.newProject) return true;
  return ((await findProject(deps.db, name)) ?? (await deps.directory?.findGroup(name))) !== undefined;
}

/**
 * Tells whether an admin has to decide regardless of `approvals`: on everything about a privileged project, on a project whose PI
 * only the requester has named, and where there is no PI to decide.
 */
export async function needsAdmin(request: Request, deps: ApprovalCheckDeps): Promise<boolean> {
  const { isSelfService, approvals } = REQUEST_KINDS[request.kind];
  if (isSelfService) return false;
  if (isPrivileged(request, deps)) return true;
  if (await adoptsProject(request, deps)) return true;
  return !approvals(deps.rules.approvals).includes("admin") && !request.piEmail;
}

export function isPrivileged(
  { project }: Pick<Request, "project">,
  { rules }: Pick<PipelineDeps, "rules">,
): boolean {
  return rules.privilegedProjects.some((name) => name.toLowerCase() === project);
}

/** The approval that the request still lacks; undefined if it has all that it needs. */
export async function missingApproval(
  request: Request,
  deps: ApprovalCheckDeps,
): Promise<Approval | undefined> {
  const { kind, decisions, piEmail } = request;
  const needed = REQUEST_KINDS[kind].approvals(deps.rules.approvals);
  const { admin, pi } = decisions;
  if (needed.includes("admin") || (await needsAdmin(request, deps))) {
    if (admin?.verdict !== "approved") return "admin";
  }
  // The admin approved with another PI in mind, and must also approve the one who would now get the existing project.
  if ((await adoptsProject(request, deps)) && admin?.pi !== piEmail?.toLowerCase()) return "admin";
  return needed.includes("pi") && piEmail && pi?.verdict !== "approved" ? "pi" : undefined;
}

/** The last line of defense before anything is created. Throws if the request lacks an approval. */
export async function requireApprovals(request: Request, deps: ApprovalCheckDeps): Promise<void> {
  const missing = await missingApproval(request, deps);
  if (missing === undefined) return;
  const whose = { admin: "an admin", pi: "the PI" }[missing];
  throw new Failure(`Request ${request.id} lacks the approval of ${whose}, so nothing was created`);
}
