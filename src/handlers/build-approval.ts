import type { Actor } from "../chat/chat.ts";
import type { Surface, Verdict } from "../db/names.ts";
import type { NewApproval } from "../db/tables/approvals.ts";
import type { Request } from "../db/tables/requests.ts";
import { hashPlan } from "../pipeline/hash-plan.ts";

interface ApprovalFacts {
  readonly name: string;
  readonly verdict: Verdict;
  readonly roles: readonly string[];
  readonly at: Date;
  readonly reason?: string | undefined;
  /** Set if an admin decides for the PI. */
  readonly forPi?: boolean;
  /** Set if an admin decides for those who decide about a group. */
  readonly forGroup?: boolean;
}

/** Builds an approval of what the request's card says at this moment. */
export function buildApproval(
  request: Pick<Request, "email" | "piEmail" | "plan">,
  actor: Pick<Actor, "user" | "name" | "email" | "elsewhere">,
  { name, verdict, roles, at, reason, forPi, forGroup }: ApprovalFacts,
): NewApproval {
  return {
    name,
    verdict,
    by: actor.user,
    byName: forPi ? `${actor.name} (for the PI)` : forGroup ? `${actor.name} (for the group)` : actor.name,
    ...(actor.email ? { email: actor.email.toLowerCase() } : {}),
    roles,
    address: request.email.toLowerCase(),
    pi: request.piEmail?.toLowerCase() ?? null,
    at: at.toISOString(),
    ...(reason ? { reason } : {}),
    surface: surfaceOf(actor),
    ...(actor.elsewhere ? { evidence: actor.elsewhere.evidence } : {}),
    plan: request.plan,
    planHash: hashPlan(request.plan),
  };
}

/** Where this person acts. */
export const surfaceOf = ({ user, elsewhere }: Pick<Actor, "user" | "elsewhere">): Surface =>
  elsewhere?.surface ?? (user.startsWith("email:") ? "email" : "chat");
