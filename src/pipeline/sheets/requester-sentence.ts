import type { RowProblem } from "../../db/tables/intake-rows.ts";
import { titleOf } from "../../intake/sheets/read-row.ts";

/**
 * Says what is wrong with an answer as a whole English sentence for the person who filled in the form, who can't format cells and
 * doesn't know the registry. Most of these sentences are in phrases.md, so that people read them in their language.
 */
export function requesterSentence({ column, sentence }: RowProblem): string {
  if (sentence === "is missing" || sentence.startsWith("is blank"))
    return `Your answer to "${column}" is missing.`;
  if (column === titleOf("pin")) return "The PIN you choose must have 4 to 8 digits.";
  if (sentence.startsWith("says so, but no account here"))
    return "You answered that you have an account, but no account here has this address. If you have one with another address, use that address. If you have none, answer No.";
  if (sentence.startsWith("can't be used: no account here"))
    return "No account here has this address. If you have an account with another address, use that address.";
  if (sentence.endsWith("which is no project here"))
    return `Your answer to "${column}" isn't the name of a project here.`;
  if (column === "") return `Your answers can't be used: the row ${sentence}.`;
  return `Please check your answer to "${column}": it ${sentence}.`;
}
