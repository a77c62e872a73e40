import type { RowRead } from "../../intake/sheets/read-row.ts";

export interface HistoryBounds {
  /** The first day whose rows are not history, in the first reading of the sheet; undefined in later readings. */
  readonly since?: string | undefined;
  /**
   * When the newest row was filled in that acct knows, in the first reading of another tab: a form that is linked anew fills in all
   * earlier answers again.
   */
  readonly newest?: string | undefined;
}

/** Tells whether a row that acct doesn't know was handled before acct read it. Then nothing is opened, and no one gets mail. */
export function isHistory(
  { staff, answeredAt }: Pick<RowRead, "staff" | "answeredAt">,
  { since, newest }: HistoryBounds,
): boolean {
  // Only after acct, or what was there before acct, has taken care of a row.
  if (staff.helpdeskNotified !== "") return true;
  if (since !== undefined) return answeredAt === undefined || answeredAt < since;
  if (newest !== undefined) return answeredAt === undefined || answeredAt <= newest;
  return false;
}
