import { quoteCell } from "../../intake/quote-cell.ts";
import { titleOf } from "../../intake/sheets/read-row.ts";

type Answers = Readonly<Record<string, string>>;

/** Says what is different in a row, one phrase for each cell: `"Project to join" was "astro", and is "geo" now`. Never quotes the PIN. */
export function describeEdit(before: Answers, after: Answers, isNewPin: boolean): string[] {
  const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  const changes = columns.flatMap((column) => {
    const [old = "", fresh = ""] = [before[column], after[column]];
    if (old === fresh) return [];
    const was = old === "" ? "was blank" : `was ${quoteCell(old)}`;
    const is = fresh === "" ? "is blank now" : `is ${quoteCell(fresh)} now`;
    return [`"${titleOf(column)}" ${was}, and ${is}`];
  });
  return [...changes, ...(isNewPin ? ["there is another PIN"] : [])];
}
