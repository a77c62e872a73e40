import type { PlanLine, QuotaChange, Request } from "../db/tables/requests.ts";
import { Failure } from "../failure/failure.ts";
import { NameConflictError } from "../provisioners/provisioner.ts";
import { type QuotaSystem, type Quotas, quotaChanges } from "../provisioners/quotas.ts";
import { adoptsProject } from "./checks/approvals.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

/** Lists what approving will create, one line for each change, for the admin card. */
export async function buildPlan(request: Request, deps: PipelineDeps): Promise<PlanLine[]> {
  const { provisioners, quotas } = deps;
  if (request.kind === "quota") return quotaPlan(request, quotas);
  const adopts = await adoptsProject(request, deps);
  const leader = request.piEmail ?? request.email;
  const adoption = adopts ? [inRegistry(`${leader} becomes the PI of ${request.project}`)] : [];
  if (request.kind === "membership") {
    const systems = [REGISTRY, ...provisioners.map(({ name }) => name)];
    const text = `${request.username} in the project ${request.project}`;
    const joins = systems.map((system) => ({ system, text, isNew: false }));
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
      (await plan(person, project)).map((change) => ({ system: name, ...change })),
    ),
  );
  const text = `account ${person.username} in project ${project.name}`;
  const account = { system: REGISTRY, text, isNew: true };
  return [account, ...adoption, ...plans.flat()];
}

async function quotaPlan({ project, quota }: Request, quotas: QuotaSystem | undefined): Promise<PlanLine[]> {
  if (!quotas) throw new Failure("No system with quotas is configured");
  return quotaLines(await quotas.readQuotas(project ?? ""), quota);
}

/** Lists what a quota request changes, compared to the current quotas, one line for each number. */
export function quotaLines(now: Partial<Quotas>, quota: QuotaChange | null): PlanLine[] {
  const changes = quotaChanges(now, quota?.requested ?? {});
  const end = quota?.until ? [`until ${quota.until}, then reverted`] : [];
  return [...changes, ...end].map((text) => ({ system: "OpenStack", text, isNew: false }));
}

/** The plan, or the name conflict in one of the systems that makes it impossible. */
export async function planOrConflict(
  request: Request,
  deps: PipelineDeps,
): Promise<{ readonly plan: PlanLine[] } | { readonly conflict: NameConflictError }> {
  try {
    return { plan: await buildPlan(request, deps) };
  } catch (error) {
    if (error instanceof NameConflictError) return { conflict: error };
    throw error;
  }
}

/**
 * Lists what would be created now and was not part of the approved plan. A plan that became shorter needs no new approval. Nothing
 * disappears from our own registry, so a line about it was always about something new.
 */
export function unapprovedChanges(approved: readonly PlanLine[], now: readonly PlanLine[]): PlanLine[] {
  const wasSeen = ({ system, text }: PlanLine) =>
    approved.some(
      (line) => (line.isNew || system === REGISTRY) && line.system === system && line.text === text,
    );
  return now.filter((line) => line.isNew && !wasSeen(line));
}

/** The name of the registry as people read it on cards. */
const REGISTRY = "registry";
const inRegistry = (text: string): PlanLine => ({ system: REGISTRY, text, isNew: false });
