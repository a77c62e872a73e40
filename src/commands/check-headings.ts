import type { SheetSource } from "../db/names.ts";
import { ACCESS_TITLES } from "../intake/access-sheet.ts";
import type { LayoutOptions } from "../intake/sheet-layouts.ts";
import { readTab } from "../intake/sheets/read-tab.ts";
import type { Tab } from "../intake/sheets/spreadsheet.ts";

/** Only some sites ask for these. */
const RARE = ["Username", "Language"];

/** Lists the columns that acct knows and doesn't find, as text that follows the sheet. Throws if the headings can't be used. */
export function checkHeadings(
  tab: Tab,
  options: LayoutOptions & { readonly source: SheetSource; readonly hasGroups: boolean },
): readonly string[] {
  const { title } = tab;
  const contents = { title, timeZone: "UTC", locale: "en_US", tabs: [tab], titles: [title] };
  const { columns } = readTab(contents, { ...options, tab: title });
  const { layout, without } = columns;
  const rare = options.hasGroups ? RARE : [...RARE, ACCESS_TITLES.groups[0]];
  const missing = without.filter((heading) => !rare.includes(heading)).map((heading) => `"${heading}"`);
  return missing.length === 0
    ? []
    : [`has the layout of ${layout}, without the columns ${missing.join(", ")}`];
}
