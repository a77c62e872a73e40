import type { ApprovalRow } from "../db/tables/approvals.ts";
import { describeRequired } from "../view/approvals.ts";

const SURFACES = {
  chat: "chat",
  email: "email link",
  web: "web page",
  cli: "command line",
  sheet: "sheet",
  ticket: "ticket",
  rule: "rule",
} as const;

/** Describes who approved or denied a request, where, and what they saw, for the command line. */
export function describeApproval(row: ApprovalRow, time: (at: Date) => string): string {
  const { actorName, verdict, surface, address, pi, plan, planHash, supersededAt } = row;
  const verb = verdict === "spam" ? "marked as spam" : verdict;
  const seen = [
    address,
    pi ? `PI ${pi}` : "no PI",
    `a plan of ${plan.length} lines (${planHash.slice(0, 12)})`,
  ];
  const ended = supersededAt ? `; no longer counts since ${time(supersededAt)}` : "";
  return `${describeRequired(row)}: ${verb} by ${actorName} (${SURFACES[surface]}), ${time(row.at)}. Seen: ${seen.join(", ")}${ended}`;
}
