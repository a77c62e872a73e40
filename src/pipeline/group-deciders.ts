import type { NewNotification, NewView } from "../db/change.ts";
import type { GroupDecider, Request } from "../db/tables/requests.ts";
import { groupOfApproval } from "../view/group-decisions.ts";
import { isAskedAsGroup } from "./checks/asked-groups.ts";
import { findGroupMembers } from "./checks/group-members.ts";
import { openApprovals } from "./checks/required-approvals.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

export interface AskedDeciders {
  readonly deciders: readonly GroupDecider[];
  readonly views: readonly NewView[];
  readonly notifications: readonly NewNotification[];
  /** True if the chat can't say now who decides about some of the groups. */
  readonly isPartial: boolean;
}

/**
 * Finds out who decides about the groups besides the project that still need an approval, and how they are asked: with a direct message or, if they
 * aren't in the chat, by email. Admins are asked in their channel.
 */
export async function askGroupDeciders(request: Request, deps: PipelineDeps): Promise<AskedDeciders> {
  const open = openApprovals(request, deps.rules, "admin").filter(
    ({ name, from }) => groupOfApproval(name) !== undefined && from.every(({ role }) => role !== "admin"),
  );
  const lists = new Set(open.flatMap(({ from }) => from.map(({ role }) => role)));
  const members = await findGroupMembers(lists, deps);
  const found = new Map<string, GroupDecider>();
  for (const { name, from } of open) {
    for (const { role } of from) {
      for (const { user, email, name: person, isAdmin } of members.get(role) ?? []) {
        const id = user ?? `email:${email}`;
        const asked = { user: id, email: email ?? undefined };
        if (isAdmin || !isAskedAsGroup(asked, [role], request, deps.rules)) continue;
        const approvals = [...(found.get(id)?.approvals ?? []), name];
        found.set(id, { user: id, name: person, email, approvals });
      }
    }
  }
  const deciders = [...found.values()];
  const byEmail = deciders.filter(({ user }) => user.startsWith("email:"));
  return {
    deciders,
    views: deciders
      .filter((one) => !byEmail.includes(one))
      .map(({ user: place }) => ({ audience: "pi", place })),
    notifications: byEmail.map((one) => groupApprovalEmail(request, one, deps)),
    isPartial: members.size < lists.size,
  };
}

/** The email that asks someone about groups who can't be asked in the chat. It is sent once for each request and address. */
export function groupApprovalEmail(
  { id }: Pick<Request, "id">,
  { name, email, approvals }: GroupDecider,
  { now, rules }: { readonly now: () => Date; readonly rules: Pick<PipelineDeps["rules"], "times"> },
): NewNotification {
  const until = new Date(now().getTime() + rules.times.expireAfter);
  const groups = approvals.flatMap((one) => groupOfApproval(one) ?? []);
  return {
    key: `pi-approval:${id}:group:${email}`,
    template: "pi-approval",
    via: "email",
    toName: name,
    toEmail: email,
    toUser: null,
    data: { until: until.toISOString(), groups: groups.join(", ") },
  };
}
