import type { QuotaChange, Request } from "../db/schema.ts";
import { Failure } from "../failure/failure.ts";
import { NameConflictError } from "../provisioners/provisioner.ts";
import { type QuotaSystem, type Quotas, quotaChanges } from "../provisioners/quotas.ts";
import { adoptsProject } from "./checks/approvals.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What approving will create, one line for each change, for the admin card. */
export async function buildPlan(request: Request, deps: PipelineDeps): Promise<string[]> {
  const { provisioners, quotas } = deps;
  if (request.kind === "quota") return quotaPlan(request, quotas);
  const adopts = await adoptsProject(request, deps);
  const leader = request.piEmail ?? request.email;
  const adoption = adopts ? [`registry: ${leader} becomes the PI of ${request.project}`] : [];
  if (request.kind === "membership") {
    const systems = ["registry", ...provisioners.map(({ name }) => name)];
    const joins = systems.map((name) => `${name}: ${request.username} in the project ${request.project}`);
    return [...joins, ...adoption];
  }
  const person = {
    username: request.username ?? "",
    givenName: request.givenName,
    familyName: request.familyName,
    email: request.email,
  };
  const project = {
    name: request.project ?? "",
    description: request.details.projectDescription ?? "",
    adopted: !request.details.newProject,
  };
  const plans = await Promise.all(
    provisioners.map(async ({ name, plan }) =>
      (await plan(person, project)).map((change) => `${name}: ${change}`),
    ),
  );
  return [`registry: account ${person.username} in project ${project.name}`, ...adoption, ...plans.flat()];
}

async function quotaPlan({ project, quota }: Request, quotas: QuotaSystem | undefined): Promise<string[]> {
  if (!quotas) throw new Failure("No system with quotas is configured");
  return quotaLines(await quotas.readQuotas(project ?? ""), quota);
}

/** What a quota request changes, compared to the current quotas, one line for each number. */
export function quotaLines(now: Partial<Quotas>, quota: QuotaChange | null): string[] {
  const changes = quotaChanges(now, quota?.requested ?? {});
  const end = quota?.until ? [`until ${quota.until}, then reverted`] : [];
  return [...changes, ...end].map((change) => `OpenStack: ${change}`);
}

/** The plan, or the name conflict in one of the systems that makes it impossible. */
export async function planOrConflict(
  request: Request,
  deps: PipelineDeps,
): Promise<{ readonly plan: string[] } | { readonly conflict: NameConflictError }> {
  try {
    return { plan: await buildPlan(request, deps) };
  } catch (error) {
    if (error instanceof NameConflictError) return { conflict: error };
    throw error;
  }
}

/** What would be created now and was not in the approved plan. Removed changes need no new approval. */
export function unapprovedChanges(approved: readonly string[], now: readonly string[]): string[] {
  return now.filter((change) => change.includes("(new)") && !approved.includes(change));
}
