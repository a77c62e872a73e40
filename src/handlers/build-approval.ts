import { createHash } from "node:crypto";
import type { Actor } from "../chat/chat.ts";
import type { Surface, Verdict } from "../db/names.ts";
import type { NewApproval } from "../db/tables/approvals.ts";
import type { PlanLine, Request } from "../db/tables/requests.ts";

interface ApprovalFacts {
  readonly name: string;
  readonly verdict: Verdict;
  readonly roles: readonly string[];
  readonly at: Date;
  readonly reason?: string | undefined;
  /** Set if an admin decides for the PI. */
  readonly forPi?: boolean;
}

/** Builds an approval of what the request's card says at this moment. */
export function buildApproval(
  request: Pick<Request, "email" | "piEmail" | "plan">,
  actor: Pick<Actor, "user" | "name" | "email" | "elsewhere">,
  { name, verdict, roles, at, reason, forPi }: ApprovalFacts,
): NewApproval {
  return {
    name,
    verdict,
    by: actor.user,
    byName: forPi ? `${actor.name} (for the PI)` : actor.name,
    ...(actor.email ? { email: actor.email.toLowerCase() } : {}),
    roles,
    address: request.email.toLowerCase(),
    pi: request.piEmail?.toLowerCase() ?? null,
    at: at.toISOString(),
    ...(reason ? { reason } : {}),
    surface: actor.elsewhere?.surface ?? surfaceOf(actor),
    ...(actor.elsewhere ? { evidence: actor.elsewhere.evidence } : {}),
    plan: request.plan,
    planHash: hashPlan(request.plan),
  };
}

const surfaceOf = ({ user }: Pick<Actor, "user">): Surface => (user.startsWith("email:") ? "email" : "chat");

/** The SHA-256 hash of the lines, as the migration of earlier decisions computes it, too. */
function hashPlan(plan: readonly PlanLine[]): string {
  const lines = plan.map(({ system, text, isNew }) => `${system}\t${text}\t${isNew}`);
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}
