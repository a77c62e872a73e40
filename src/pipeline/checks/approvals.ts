import type { Approval } from "../../db/names.ts";
import { findProject } from "../../db/registry.ts";
import type { Project, Request } from "../../db/schema.ts";
import { Failure } from "../../failure/failure.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

type ApprovalCheckDeps = Pick<PipelineDeps, "db" | "directory" | "rules">;

/** The PI of a project as the site knows them: by the setting `projects`, else by the registry. Undefined: nobody does. */
export async function knownPiOf(
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
 * Whether carrying the request out would make whoever it names the PI of a project that is there already and whose PI
 * nobody has told us. The requester must not be the one who decides that.
 */
export async function adoptsProject(request: Request, looking: ApprovalCheckDeps): Promise<boolean> {
  const { kind, details } = request;
  if (kind !== "account" && kind !== "membership") return false;
  const name = request.project ?? "";
  if (await knownPiOf(name, looking)) return false;
  if (!details.newProject) return true;
  return ((await findProject(looking.db, name)) ?? (await looking.directory?.findGroup(name))) !== undefined;
}

/**
 * Whether an admin has to decide whatever `approvals` says: on everything about a privileged project, on a project whose
 * PI only the requester names, and where no PI is there to decide.
 */
export async function needsAdmin(request: Request, looking: ApprovalCheckDeps): Promise<boolean> {
  const { kind, piEmail } = request;
  if (kind === "password") return false;
  if (isPrivileged(request, looking)) return true;
  if (await adoptsProject(request, looking)) return true;
  return !looking.rules.approvals[kind].includes("admin") && !piEmail;
}

export function isPrivileged(
  { project }: Pick<Request, "project">,
  { rules }: Pick<PipelineDeps, "rules">,
): boolean {
  return rules.privilegedProjects.some((name) => name.toLowerCase() === project);
}

/** The approval that the request still lacks; undefined: it has every one that it needs. */
export async function missingApproval(
  request: Request,
  looking: ApprovalCheckDeps,
): Promise<Approval | undefined> {
  const { kind, decisions, piEmail } = request;
  if (kind === "password") return undefined;
  const needed: readonly Approval[] = looking.rules.approvals[kind];
  const { admin, pi } = decisions;
  if (needed.includes("admin") || (await needsAdmin(request, looking))) {
    if (admin?.verdict !== "approved") return "admin";
  }
  // Approved with another PI in mind, who would have become the PI of a project that is not ours to give away.
  if ((await adoptsProject(request, looking)) && admin?.pi !== piEmail?.toLowerCase()) return "admin";
  return needed.includes("pi") && piEmail && pi?.verdict !== "approved" ? "pi" : undefined;
}

/** The last line of defense before anything is made. Throws when the request lacks an approval. */
export async function requireApprovals(request: Request, looking: ApprovalCheckDeps): Promise<void> {
  const missing = await missingApproval(request, looking);
  if (missing === undefined) return;
  const whose = { admin: "an admin", pi: "the PI" }[missing];
  throw new Failure(`Request ${request.id} lacks the approval of ${whose}: nothing was made`);
}
