import { randomBytes } from "node:crypto";
import { quoteCell } from "../../intake/quote-cell.ts";
import type { RowRead } from "../../intake/sheets/read-row.ts";
import { STAMP_TITLE, type TabRead } from "../../intake/sheets/read-tab.ts";
import type { SheetChange } from "../../intake/sheets/spreadsheet.ts";
import { hasRoomForStamps } from "../../intake/sheets/stamp-room.ts";
import { type SheetDeps, type SheetSetup, sheetName, tellAdmins } from "./sheet-setup.ts";

/** A row with the stamp that it gets. */
export interface Stamping {
  readonly row: RowRead;
  readonly stamp: string;
}

/** Short, because the developer metadata of a tab has little room. */
export const newStamp = (): string => randomBytes(12).toString("base64url");

/** Google recommends at most 2 MB for a request. */
const CHANGES_AT_ONCE = 2000;

/**
 * Stamps rows at the places where they were just read: in their metadata, or in a hidden column once the tab grows. Where a stamp
 * lands on another row, because people moved rows in that moment, the next reading notices it: a stamp counts only together with the
 * contents.
 */
export async function stampRows(
  stampings: readonly Stamping[],
  read: TabRead,
  setup: Pick<SheetSetup, "spreadsheet" | "source">,
  deps: SheetDeps,
): Promise<void> {
  if (stampings.length === 0) return;
  const { tab, stampAt } = read;
  if (stampAt === undefined && hasRoomForStamps(tab.metadataLength, stampings.length)) {
    // A stamp that belongs to another row would name this one as well. That row may be about to get it.
    const strays = new Set(stampings.flatMap(({ row, stamp }) => row.stamps.filter((one) => one !== stamp)));
    await send(
      [
        ...[...strays].map((stamp): SheetChange => ({ kind: "remove-stamp", tabId: tab.id, stamp })),
        ...stampings.map(
          ({ row, stamp }): SheetChange => ({ kind: "stamp", tabId: tab.id, row: row.row, stamp }),
        ),
      ],
      setup,
    );
    return;
  }
  const column = stampAt ?? read.freeAt;
  if (stampAt === undefined) {
    await send(addColumn(read, column), setup);
    const title = `acct has added a hidden column to the ${sheetName(setup.source)}`;
    const lines = [
      `The tab ${quoteCell(tab.title)} has grown so much that Google has no more room for acct's row IDs. From now on they are in the hidden column "${STAMP_TITLE}". Please leave it as it is. Nothing else changes.`,
    ];
    const { id } = setup.spreadsheet;
    await tellAdmins(deps.db, { title, lines, cause: `column ${id} ${tab.id}` }, deps);
  }
  await send(
    stampings.map(({ row, stamp }) => ({
      kind: "write",
      tabId: tab.id,
      row: row.row,
      cells: { [column]: stamp },
    })),
    setup,
  );
}

function addColumn({ tab, headingRow }: TabRead, column: number): SheetChange[] {
  const missing = column + 1 - tab.columnCount;
  return [
    ...(missing > 0 ? [{ kind: "add-columns", tabId: tab.id, count: missing } as const] : []),
    { kind: "write", tabId: tab.id, row: headingRow, cells: { [column]: STAMP_TITLE } },
    { kind: "hide-column", tabId: tab.id, column },
  ];
}

async function send(
  changes: readonly SheetChange[],
  { spreadsheet }: Pick<SheetSetup, "spreadsheet">,
): Promise<void> {
  for (let at = 0; at < changes.length; at += CHANGES_AT_ONCE)
    await spreadsheet.change(changes.slice(at, at + CHANGES_AT_ONCE));
}
