import type { Request } from "../db/tables/requests.ts";
import { deciderOf } from "./checks/required-approvals.ts";
import type { Stage } from "./stage.ts";
import { awaitAdmin } from "./stages/await-admin.ts";
import type { Workflows } from "./workflows.ts";

/** The stages of this request: those of its kind, with an admin's approval before any other where the request needs one, and that of a group where a rule asks for it. */
export function workflowFor(
  { kind, needsAdmin, details }: Pick<Request, "kind" | "needsAdmin" | "details">,
  workflows: Workflows,
): readonly Stage[] {
  const workflow = workflows[kind];
  const isAskedByRule = details.furtherApprovals?.some((one) => deciderOf(one) === "admin") ?? false;
  if (!needsAdmin && !isAskedByRule) return workflow;
  if (!needsAdmin && workflow.includes(awaitAdmin)) return workflow;
  const rest = workflow.filter(({ name }) => name !== awaitAdmin.name);
  const at = rest.findIndex(({ approval }) => approval);
  // Without any other approval, the admin's comes right after the first stage.
  return rest.toSpliced(at < 0 ? 1 : at, 0, awaitAdmin);
}
