import type { Request } from "../db/tables/requests.ts";
import { countFor } from "./approvals.ts";

/** What the approval of a group besides the project is called. */
const PREFIX = "group ";

/** The name of the approval of a group. */
export const approvalOfGroup = (group: string): string => `${PREFIX}${group}`;

/** The group that an approval is about; undefined if it is about the request. */
export const groupOfApproval = (name: string): string | undefined =>
  name.startsWith(PREFIX) ? name.slice(PREFIX.length) : undefined;

type Asked = Pick<Request, "waitsFor" | "required" | "approvals" | "details">;

/** The groups besides the project about which this person has to decide now. `places` are their users in the chat, or `email:` and their address. */
export function groupsToDecide(request: Asked, ...places: readonly string[]): readonly string[] {
  if (request.waitsFor !== "admin") return [];
  const asked = (request.details.groupDeciders ?? []).filter(({ user }) => places.includes(user));
  const theirs = new Set(asked.flatMap(({ approvals }) => approvals));
  return openGroups(request).filter((group) => theirs.has(approvalOfGroup(group)));
}

/** The groups besides the project about which no one has decided. */
export const openGroups = (request: Asked): readonly string[] =>
  request.required
    .filter((one) => countFor(request, one) < one.count)
    .flatMap(({ name }) => groupOfApproval(name) ?? []);

/** What the site tells those who decide about these groups. */
export const notesOn = (
  groups: readonly string[],
  { details }: Pick<Request, "details">,
): readonly string[] =>
  (details.remarks ?? []).filter((remark) => groups.some((group) => remark.startsWith(`${group}: `)));

/** "You decide about the group robots." */
export const explainGroups = (groups: readonly string[]): string =>
  `You decide about the ${groups.length === 1 ? "group" : "groups"} ${groups.join(" and ")}.`;
