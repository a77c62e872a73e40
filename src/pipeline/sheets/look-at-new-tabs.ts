import { quoteCell } from "../../intake/quote-cell.ts";
import { readTab, STAMP_TITLE } from "../../intake/sheets/read-tab.ts";
import type { SpreadsheetContents } from "../../intake/sheets/spreadsheet.ts";
import { type SheetDeps, type SheetSetup, sheetName, tellAdmins } from "./sheet-setup.ts";

/**
 * Looks at tabs that have appeared. One with the same headings may be where a form puts its answers from now on, because someone has
 * linked the form anew: the admins are told once, and decide. Returns the titles of all tabs that were looked at.
 */
export async function lookAtNewTabs(
  { titles, title }: Pick<SpreadsheetContents, "titles" | "title">,
  known: readonly string[],
  setup: SheetSetup,
  deps: SheetDeps,
): Promise<readonly string[]> {
  const ours = new Set([setup.tab, setup.finishedTab, setup.spamTab]);
  const fresh = titles.filter((one) => !known.includes(one) && !ours.has(one));
  if (fresh.length === 0) return titles;
  const contents = await setup.spreadsheet.read(fresh);
  const alike = fresh.filter((tab) => hasHeadings(contents, tab, setup));
  for (const tab of alike) {
    const sheet = sheetName(setup.source);
    await tellAdmins(
      deps.db,
      {
        title: `There's another tab that looks like the ${sheet}`,
        lines: [
          `acct reads the tab ${quoteCell(setup.tab)} of ${quoteCell(title)}. The tab ${quoteCell(tab)} has the same headings, and acct doesn't read it.`,
          `If the form adds its answers there now, set sheets.${setup.source}.tabs.responses in acct.yml. Answers that acct knows from the old tab, or that are older than its newest one, open nothing and send no mail.`,
        ],
        cause: `tab ${setup.spreadsheet.id} ${tab} instead of ${setup.tab}`,
      },
      deps,
    );
  }
  return titles;
}

function hasHeadings(contents: SpreadsheetContents, tab: string, setup: SheetSetup): boolean {
  const found = contents.tabs.find(({ title }) => title === tab);
  // acct's own tabs have our IDs in them, and nobody's answers.
  if (!found || found.rows[0]?.cells.every(({ shown }) => shown === STAMP_TITLE)) return false;
  try {
    readTab(contents, { ...setup, tab });
    return true;
  } catch {
    return false;
  }
}
