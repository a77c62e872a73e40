import type { PlanLine, Request } from "../db/tables/requests.ts";
import { NameConflictError } from "../provisioners/provisioner.ts";
import { REGISTRY } from "../view/plan-line.ts";
import { adoptsProject } from "./checks/approvals.ts";
import { REQUEST_KINDS } from "./kinds/kinds.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";
import { registryLine } from "./registry-line.ts";
import { invitedAs } from "./roster/invited-as.ts";

/** Lists what approving will create, one line for each change, for the admin card. */
export async function buildPlan(request: Request, deps: PipelineDeps): Promise<PlanLine[]> {
  const leader = request.piEmail ?? request.email;
  const isLed = request.details.newProject || (await adoptsProject(request, deps));
  const adoption = isLed ? [registryLine(`${leader} becomes the PI of ${request.project}`)] : [];
  const { role } = REQUEST_KINDS[request.kind].joinsProject ? await invitedAs(request, deps.db) : {};
  const who = request.username ?? request.email;
  const invited = {
    ...registryLine(`${who} becomes a manager of ${request.project}`, true),
    isForPi: true,
  } as const;
  const more = role === "manager" ? [...adoption, invited] : adoption;
  return REQUEST_KINDS[request.kind].plan(request, { ...deps, adoption: more });
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
