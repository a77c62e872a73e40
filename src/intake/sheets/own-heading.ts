import { ACCESS_TITLES } from "../access-sheet.ts";
import { tidy } from "../draft.ts";
import { QUOTA_TITLES } from "../quota-sheet.ts";
import { titleOf } from "./read-row.ts";
import type { TabRead } from "./read-tab.ts";

/**
 * Returns the heading that this sheet has for a column, which acct's sentences name by its usual heading: people know only the
 * question that they were asked. A column that the sheet doesn't have keeps the usual heading.
 */
export function ownHeading(
  usual: string,
  { columns: { source, places }, header }: Pick<TabRead, "columns" | "header">,
): string {
  const titles: Readonly<Record<string, readonly string[]>> =
    source === "quotas" ? QUOTA_TITLES : ACCESS_TITLES;
  for (const [column, at] of places)
    if (titles[column]?.[0] === usual || titleOf(column) === usual) return tidy(header[at] ?? "") || usual;
  return usual;
}
