import { createHash } from "node:crypto";
import type { Db } from "../../db/client.ts";
import type { SheetSource } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { SheetReading } from "../../intake/sheets/read-tab.ts";
import type { Spreadsheet } from "../../intake/sheets/spreadsheet.ts";
import type { Log } from "../../log.ts";
import type { OpeningDeps } from "../intake/opened-row.ts";
import type { Rules } from "../pipeline-deps.ts";

/** A sheet with the settings of the site. */
export interface SheetSetup extends SheetReading {
  readonly spreadsheet: Spreadsheet;
  readonly finishedTab: string;
  readonly spamTab: string;
  /** How long the daily backups of the tab with finished rows are kept. Undefined: there are none. */
  readonly keepBackups?: number | undefined;
  /** "Approved" in the sheet counts as an admin's approval. */
  readonly approvedCounts: boolean;
  /** The addresses in the sheet are known to be right. */
  readonly trusted: boolean;
  /** The groups that people can ask for besides their project; undefined for none. */
  readonly otherGroups?: Rules["otherGroups"];
  /** The first day whose rows become requests in the first reading. By default 30 days before. */
  readonly since?: string | undefined;
}

export interface SheetDeps extends OpeningDeps {
  readonly rules: Pick<Rules, "adminChannels" | "approvals" | "privilegedProjects">;
  readonly log: Log;
  /** True: nothing is written into the sheet. */
  readonly dryRun: boolean;
  /** At most this many new rows become requests before the sheet is read again. */
  readonly rowsPerReading?: number;
  /** True if this process should end soon. What is left is done by the next one. */
  isStopping?(): boolean;
  /** Aborted when this process no longer waits for a call that hangs. */
  readonly signal?: AbortSignal | undefined;
  /** Says that there is a new message. */
  announce(): void;
}

/** The name of the source in the history of a request. */
export const SHEET_NOTE = "Google Sheets";
export const placeOf = (source: SheetSource): string => `sheet:${source}`;
export const sheetName = (source: SheetSource): string =>
  source === "access" ? "access sheet" : "quota sheet";

/** A message for the admins with one line for each thing. Each `cause` is told once. */
export async function tellAdmins(
  db: Db,
  {
    title,
    lines,
    cause,
  }: { readonly title: string; readonly lines: readonly string[]; readonly cause: string },
  { rules, now, announce }: Pick<SheetDeps, "rules" | "now" | "announce">,
): Promise<void> {
  const hash = createHash("sha256").update(cause).digest("hex").slice(0, 24);
  const to = { via: "channel", toName: "the admins", toEmail: null, toUser: rules.adminChannels } as const;
  const data = { title, list: lines.join("\n") };
  await insertNotification(db, { key: `sheet-notice:${hash}`, template: "sheet-notice", ...to, data }, now());
  announce();
}
