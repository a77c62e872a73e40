import type { RowProblem } from "../../db/tables/intake-rows.ts";
import { SYSTEM_NAME_RULE } from "../../intake/draft.ts";
import { titleOf } from "../../intake/sheets/read-row.ts";

/** Sentences for admins, which follow the name of a column, and what the person is told instead. */
const IN_THEIR_WORDS: readonly (readonly [RegExp, (column: string, found: RegExpExecArray) => string])[] = [
  [
    /^names groups that no one can ask for: .*; the groups are (.+)$/,
    (column, [, groups]) =>
      `Your answer to "${column}" names a group that no one can ask for. The groups are: ${groups}.`,
  ],
  [/^is missing|^is blank/, (column) => `Your answer to "${column}" is missing.`],
  [
    /^says so, but no account here/,
    () =>
      "You answered that you have an account, but no account here has this address. If you have one with another address, use that address. If you have none, answer No.",
  ],
  [
    /^can't be used: no account here/,
    () => "No account here has this address. If you have an account with another address, use that address.",
  ],
  [/which is no project here$/, (column) => `Your answer to "${column}" isn't the name of a project here.`],
  [/all blank, so nothing would change$/, () => "You entered no new quotas, so nothing would change."],
  [
    /must be a whole number up to (\d+)$/,
    (column, [, max]) => `Your answer to "${column}" must be a whole number up to ${max}.`,
  ],
  [
    /could be (\d{4}-\d\d-\d\d) or (\d{4}-\d\d-\d\d):/,
    (column, [, one, other]) =>
      `Your answer to "${column}" could be ${one} or ${other}: please write it in one of these two ways.`,
  ],
  [/which is not a date$/, (column) => `Your answer to "${column}" isn't a date.`],
  [/which is not in the future$/, (column) => `Your answer to "${column}" must be a day in the future.`],
  [
    /^can't contain :\/\//,
    (column) => `Your answer to "${column}" can't contain ://, <, > or @: enter only the name.`,
  ],
  [
    /^has more than (\d+) characters$/,
    (column, [, max]) => `Your answer to "${column}" has more than ${max} characters.`,
  ],
  [
    new RegExp(`^${SYSTEM_NAME_RULE}(?:, such as (.+))?$`),
    (column, [, suggested]) =>
      suggested === undefined
        ? `Your answer to "${column}" must start with a letter and contain only lowercase letters, digits, dots, hyphens, and underscores.`
        : `Your answer to "${column}" must start with a letter and contain only lowercase letters, digits, dots, hyphens, and underscores. Do you mean ${suggested}?`,
  ],
];

/**
 * Says what is wrong with an answer as a whole English sentence for the person who filled in the form, who can't format cells and
 * doesn't know the registry. `headingOf` returns the site's own heading of a column. Most of these sentences are in phrases.md, so
 * that people read them in their language.
 */
export function requesterSentence(
  { column, sentence }: RowProblem,
  headingOf: (usual: string) => string,
): string {
  if (column === titleOf("pin") && !/^is missing|^is blank/.test(sentence))
    return "The PIN you choose must have 4 to 8 digits.";
  if (column === "") return `Your answers can't be used: the row ${sentence}.`;
  const heading = headingOf(column);
  for (const [pattern, tell] of IN_THEIR_WORDS) {
    const found = pattern.exec(sentence);
    if (found) return tell(heading, found);
  }
  return `Please check your answer to "${heading}": it ${sentence}.`;
}
