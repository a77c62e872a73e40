import type { SheetSource } from "../db/names.ts";
import type { LayoutOptions } from "../intake/sheet-layouts.ts";
import { readTab } from "../intake/sheets/read-tab.ts";
import type { Tab } from "../intake/sheets/spreadsheet.ts";

/** Lists the columns that acct knows and doesn't find, as text that follows the sheet. Throws if the headings can't be used. */
export function checkHeadings(
  tab: Tab,
  options: LayoutOptions & { readonly source: SheetSource },
): readonly string[] {
  const { title } = tab;
  const contents = { title, timeZone: "UTC", locale: "en_US", tabs: [tab], titles: [title] };
  const { columns } = readTab(contents, { ...options, tab: title });
  const { layout, without } = columns;
  // A username of their own is something that only some sites ask for.
  const missing = without.filter((heading) => heading !== "Username").map((heading) => `"${heading}"`);
  return missing.length === 0
    ? []
    : [`has the layout of ${layout}, without the columns ${missing.join(", ")}`];
}
