import { createHash } from "node:crypto";
import type { PlanLine } from "../db/tables/requests.ts";

/** The SHA-256 hash of the lines, as the migration of earlier decisions computes it, too. */
export function hashPlan(plan: readonly PlanLine[]): string {
  const lines = plan.map(({ system, text, isNew }) => `${system}\t${text}\t${isNew}`);
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
