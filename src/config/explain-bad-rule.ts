import type { RequiredApproval } from "../db/tables/requests.ts";
import type { Rule } from "../rules/rule.ts";

type ApprovalsByKind = Readonly<Record<string, readonly RequiredApproval[]>>;

/** Says what is wrong with a rule that fits the schema but not the other settings. Undefined: nothing. */
export function explainBadRule(
  { effect, kinds }: Rule,
  approvals: ApprovalsByKind,
  groups: Readonly<Record<string, unknown>>,
): string | undefined {
  if (effect.kind === "approve") return explainBadApproval(effect.approval, kinds, approvals);
  if (effect.kind !== "require") return undefined;
  const missing = effect.approval.from.find(({ role }) => role !== "admin" && role !== "pi" && !groups[role]);
  return missing && `requires the approval of the group ${missing.role}, which isn't in groups`;
}

function explainBadApproval(
  name: string,
  kinds: readonly string[],
  approvals: ApprovalsByKind,
): string | undefined {
  const named = kinds.flatMap((kind) => (approvals[kind] ?? []).filter((one) => one.name === name));
  if (named.length === 0)
    return `gives the approval ${name}, which no request of these kinds needs: ${kinds.join(", ")}. Look at approvals`;
  const counted = named.find(({ count, from }) => count > 1 || from.length > 1);
  return counted && `gives the approval ${name}, which several people must give. A rule can't be one of them`;
}
