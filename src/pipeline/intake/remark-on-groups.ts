import { ACCESS_TITLES } from "../../intake/access-sheet.ts";
import type { Remark } from "../../intake/intake.ts";
import { quoteCell } from "../../intake/quote-cell.ts";
import { unknownGroups } from "../other-groups.ts";
import type { Rules } from "../pipeline-deps.ts";

/** Says which groups of a row no one can ask for. Undefined if there are none. */
export function remarkOnGroups(
  names: readonly string[] | undefined,
  rules: Pick<Rules, "otherGroups">,
): Remark | undefined {
  const unknown = unknownGroups(names, rules);
  if (unknown.length === 0) return undefined;
  const known = rules.otherGroups?.map(({ name }) => name).join(", ");
  const list = unknown.map((name) => quoteCell(name)).join(", ");
  const sentence = `names groups that no one can ask for: ${list}; ${known ? `the groups are ${known}` : "there are none in acct.yml"}`;
  return { column: ACCESS_TITLES.groups[0], sentence };
}
