import { setTimeout as delay } from "node:timers/promises";
import { Failure } from "../failure/failure.ts";
import type { Spreadsheet, Tab } from "../intake/sheets/spreadsheet.ts";

/** What the doctor finds in one spreadsheet. */
export interface SheetCheck {
  readonly spreadsheet: Spreadsheet;
  /** The setting, such as "sheets.access". */
  readonly setting: string;
  /** The titles of its tabs by their settings. Only the tab "responses" must exist. */
  readonly tabs: Readonly<Record<string, string>> & { readonly responses: string };
  /** False: nothing may be written, not even to try it. */
  readonly mayWrite: boolean;
  /** Takes the shared read of this spreadsheet. Returns 0, or after how many ms to ask again. */
  readonly takeRead: () => Promise<number>;
  /** Finds problems with the headings of the responses. Throws if nothing can be read because of them. */
  readonly checkHeadings?: (responses: Tab) => readonly string[];
}

/** Whether acct can read the spreadsheet, find its tabs, and write everywhere. Throws with what to do. */
export async function checkSheet({
  spreadsheet,
  setting,
  tabs,
  mayWrite,
  takeRead,
  checkHeadings,
}: SheetCheck): Promise<{ readonly sentence: string; readonly warnings: readonly string[] }> {
  for (let waitMs = await takeRead(); waitMs > 0; waitMs = await takeRead()) await delay(waitMs);
  const contents = await spreadsheet.read(Object.values(tabs));
  const responses = contents.tabs.find(({ title }) => title === tabs.responses);
  const listed = contents.titles.map((title) => `"${title}"`).join(", ");
  if (!responses)
    throw new Failure(
      `"${contents.title}" has no tab "${tabs.responses}", only ${listed}: set ${setting}.tabs.responses to its title`,
    );
  if (mayWrite) await spreadsheet.tryWriting();
  const missing = Object.entries(tabs).filter(([, title]) => !contents.titles.includes(title));
  const rows = responses.rows.length - 1;
  return {
    sentence: `"${contents.title}" can be read${mayWrite ? " and changed" : ""}: ${Math.max(0, rows)} rows in "${responses.title}"`,
    warnings: [
      ...missing.map(
        ([name, title]) =>
          `has no tab "${title}": add it, or set ${setting}.tabs.${name} to the title of another one`,
      ),
      ...contents.tabs.flatMap(({ title, lockedRanges }) =>
        lockedRanges.map(
          (range) =>
            `${range} of "${title}" is protected: let acct's service account edit it, or it can't write there`,
        ),
      ),
      ...(checkHeadings?.(responses) ?? []),
    ],
  };
}
