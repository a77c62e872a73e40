import { updateIntakeRow } from "../../db/intake-rows.ts";
import type { SheetSource } from "../../db/names.ts";
import type { NewApproval } from "../../db/tables/approvals.ts";
import type { IntakeRow } from "../../db/tables/intake-rows.ts";
import { hasEnded, type Request, type RequiredApproval } from "../../db/tables/requests.ts";
import { approvalsMissing } from "../checks/approvals-missing.ts";
import { openApprovals, requiredApprovals, validApprovals } from "../checks/required-approvals.ts";
import { type CommandDecision, changeRequest } from "../engine/change-request.ts";
import { hashPlan } from "../hash-plan.ts";
import { workflowFor } from "../workflow-for.ts";
import { type SheetDeps, sheetName } from "./sheet-setup.ts";

/** The actor of approvals in a sheet. Google doesn't tell who wrote a cell. */
const actorOf = (source: SheetSource) => ({
  id: `sheet:${source}`,
  name: `someone in the ${sheetName(source)}`,
});

/**
 * Counts "Approved" in a row as the approval of an admin, once, through the same door as every other decision. It never counts where
 * several people must approve, because nobody knows whose it is. Returns whether there is nothing left to count.
 */
export async function countApproval(row: IntakeRow, deps: SheetDeps): Promise<boolean> {
  const { db, now, rules, workflows } = deps;
  let isOver = false;
  const changed = await changeRequest(
    row.requestId ?? 0,
    { db, now, workflows },
    (request): CommandDecision => {
      // Admins are asked later, or were asked before.
      isOver = hasEnded(request) || isPastAdmins(request, deps);
      if (request.waitsFor !== "admin") return { denial: "It doesn't wait for an admin." };
      const open = openApprovals(request, rules, "admin");
      const required = findCountable(request, open, deps);
      if (!required) return { denial: "No single approval is enough." };
      const approval = buildApproval(row.source, request, required, now());
      const valid = [...validApprovals(request), approval];
      return {
        command: {
          kind: "decide",
          approval,
          isLast: open.every((one) => approvalsMissing(one, valid) === 0),
        },
        sideEffects: (tx) => updateIntakeRow(tx, row.id, { approvedSeen: true }),
      };
    },
  );
  return changed.kind === "done" || isOver;
}

/** Tells whether no admin will be asked any more. */
function isPastAdmins(request: Request, { workflows }: Pick<SheetDeps, "workflows">): boolean {
  const workflow = workflowFor(request, workflows);
  const at = workflow.findIndex(({ name }) => name === request.stage);
  return at > workflow.findLastIndex(({ approval }) => approval === "admin");
}

/**
 * The approval that any one admin gives. Not where two people are needed, in one approval or in two: the person who wrote "Approved"
 * could be the second one as well.
 */
function findCountable(
  request: Request,
  open: readonly RequiredApproval[],
  { rules }: Pick<SheetDeps, "rules">,
): RequiredApproval | undefined {
  const all = requiredApprovals(request, rules);
  if (rules.approvals.distinctPeople && all.length > 1) return undefined;
  return open.find(
    ({ count, from }) =>
      count === 1 &&
      from.length === 1 &&
      from.every(({ role, count: least }) => role === "admin" && least <= 1),
  );
}

/** An approval by nobody whom acct knows, of what the request is at this moment. */
function buildApproval(
  source: SheetSource,
  request: Request,
  { name }: RequiredApproval,
  at: Date,
): NewApproval {
  const { id, name: byName } = actorOf(source);
  return {
    name,
    verdict: "approved",
    by: id,
    byName,
    roles: ["admin"],
    address: request.email.toLowerCase(),
    pi: request.piEmail?.toLowerCase() ?? null,
    at: at.toISOString(),
    surface: "sheet",
    plan: request.plan,
    planHash: hashPlan(request.plan),
  };
}
