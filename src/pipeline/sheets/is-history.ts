import type { RowRead } from "../../intake/sheets/read-row.ts";

export interface HistoryBounds {
  /** The first day whose rows are not history. */
  readonly since: string;
  /** In the first reading of the sheet, rows whose time can't be read are history, too. */
  readonly isFirst: boolean;
  /**
   * When the newest row was filled in that acct knows, in the first reading of another tab: a form that is linked anew fills in all
   * earlier answers again.
   */
  readonly newest?: string | undefined;
}

/** Tells whether a row that acct doesn't know was handled before acct read it. Then nothing is opened, and no one gets mail. */
export function isHistory(
  { staff, answeredAt }: Pick<RowRead, "staff" | "answeredAt">,
  { since, isFirst, newest }: HistoryBounds,
): boolean {
  // Only after acct, or what was there before acct, has taken care of a row.
  if (staff.helpdeskNotified !== "") return true;
  if (answeredAt === undefined) return isFirst || newest !== undefined;
  return answeredAt < since || (newest !== undefined && answeredAt <= newest);
}
