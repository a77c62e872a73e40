import type { Facts } from "../../db/change.ts";
import type { Request } from "../../db/tables/requests.ts";
import { groupsOf, unknownGroups, withGroupApprovals } from "../other-groups.ts";
import type { OtherGroup, Rules } from "../pipeline-deps.ts";

type GroupRules = Pick<Rules, "otherGroups">;

/** Finds out who decides about the groups that a request asks for. A group that the site doesn't have is left out with a warning. */
export function checkGroups(request: Request, rules: GroupRules): Facts["details"] {
  const { groups: names = [], remarks = [] } = request.details;
  if (names.length === 0) return {};
  const groups = groupsOf(request, rules);
  const unknown = unknownGroups(names, rules);
  const notes = listNotes(groups);
  const left =
    unknown.length > 0
      ? [
          `These groups were requested, but they aren't in otherGroups in acct.yml, so they were left out: ${unknown.join(", ")}.`,
        ]
      : [];
  return {
    groups: groups.map(({ name }) => name),
    furtherApprovals: withGroupApprovals(request, groups),
    ...(notes.length + left.length > 0 ? { remarks: [...new Set([...remarks, ...notes, ...left])] } : {}),
  };
}

/** Finds out who decides about the groups that a request asks for from now on, instead of those before. */
export function checkCorrectedGroups(
  request: Request,
  names: readonly string[],
  rules: GroupRules,
): NonNullable<Facts["details"]> {
  const before = new Set(listNotes(groupsOf(request, rules)));
  const corrected = { ...request, details: { ...request.details, groups: names } };
  const groups = groupsOf(corrected, rules);
  const others = (request.details.remarks ?? []).filter((remark) => !before.has(remark));
  return {
    groups: groups.map(({ name }) => name),
    furtherApprovals: withGroupApprovals(request, groups),
    remarks: [...others, ...listNotes(groups)],
  };
}

/** What the site tells those who decide about these groups. */
const listNotes = (groups: readonly OtherGroup[]) =>
  groups.flatMap(({ name, note }) => (note ? [`${name}: ${note}`] : []));
