import type { QuotaChange, Request } from "../db/schema.ts";
import { Failure } from "../failure/failure.ts";
import { NameConflictError } from "../provisioners/provisioner.ts";
import { type QuotaSystem, type Quotas, quotaChanges } from "../provisioners/quotas.ts";
import { adoptsProject } from "./checks/approvals.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** What approval will make, a sentence a change, for the admin card. */
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

/** What a request for quotas changes, a line for each number, from what they are now. */
export function quotaLines(now: Partial<Quotas>, quota: QuotaChange | null): string[] {
  const changes = quotaChanges(now, quota?.requested ?? {});
  const end = quota?.until ? [`until ${quota.until}, then back`] : [];
  return [...changes, ...end].map((change) => `OpenStack: ${change}`);
}

/** The same, or whose name stands against it in one of the systems. */
export async function planOrNamesake(
  request: Request,
  deps: PipelineDeps,
): Promise<{ readonly plan: string[] } | { readonly namesake: NameConflictError }> {
  try {
    return { plan: await buildPlan(request, deps) };
  } catch (error) {
    if (error instanceof NameConflictError) return { namesake: error };
    throw error;
  }
}

/** What would be made now and was not shown when it was approved. That less is to be made worries nobody. */
export function unapprovedChanges(approved: readonly string[], now: readonly string[]): string[] {
  return now.filter((change) => change.includes("(new)") && !approved.includes(change));
}
