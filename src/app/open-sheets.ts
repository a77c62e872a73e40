import type { Config } from "../config/config.ts";
import { googleSheets } from "../intake/sheets/google-spreadsheet.ts";
import type { SheetSetup } from "../pipeline/sheets/sheet-setup.ts";

/** The sheets whose rows become requests, with the client that reaches them. Doesn't connect to anything yet. */
export function openSheets(
  {
    sheets,
    googleKey,
    sheetsApiUrl,
    otherGroups,
  }: Pick<Config, "sheets" | "googleKey" | "sheetsApiUrl" | "otherGroups">,
  now: () => Date,
): readonly SheetSetup[] {
  if (!sheets || !googleKey) return [];
  const open = googleSheets({ apiUrl: sheetsApiUrl, key: googleKey }, { now });
  const { access, quotas } = sheets;
  const setups: SheetSetup[] = [];
  if (access) {
    const { id, tabs, ...settings } = access;
    const titles = { tab: tabs.responses, finishedTab: tabs.current, spamTab: tabs.spam };
    setups.push({ source: "access", spreadsheet: open(id), ...titles, ...settings, otherGroups });
  }
  if (quotas) {
    const { id, tabs, ...settings } = quotas;
    const titles = { tab: tabs.responses, finishedTab: tabs.processed, spamTab: tabs.spam };
    setups.push({ source: "quotas", spreadsheet: open(id), ...titles, ...settings });
  }
  return setups;
}
