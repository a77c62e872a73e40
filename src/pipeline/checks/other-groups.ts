import type { Facts } from "../../db/change.ts";
import type { Request } from "../../db/tables/requests.ts";
import { groupsOf, unknownGroups, withGroupApprovals } from "../other-groups.ts";
import type { Rules } from "../pipeline-deps.ts";

/** Finds out who decides about the groups that a request asks for. A group that the site doesn't have is left out with a warning. */
export function checkGroups(request: Request, rules: Pick<Rules, "otherGroups">): Facts["details"] {
  const { groups: names = [], remarks = [] } = request.details;
  if (names.length === 0) return {};
  const groups = groupsOf(request, rules);
  const unknown = unknownGroups(names, rules);
  const notes = groups.flatMap(({ name, note }) => (note ? [`${name}: ${note}`] : []));
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
