import type { Event } from "../db/tables/events.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";

/** What the detail of a `row-changed` event says. */
export interface RowChange {
  /** False if the row has come back. */
  readonly isDeleted: boolean;
}

/** The warning on the card while the row of an open request is missing from its sheet. */
export function warnOfDeletedRow(request: Request, history: readonly Event[]): readonly string[] {
  const last = history.findLast(({ kind }) => kind === "row-changed" || kind === "amended");
  const { isDeleted } = (last?.detail ?? {}) as Partial<RowChange>;
  if (hasEnded(request) || isDeleted !== true) return [];
  return [
    "Row deleted from the sheet. The request goes on, and the sheet no longer shows it. If it isn't wanted anymore, deny it or use Withdraw.",
  ];
}
