/** The characters between the cells of a CSV file, most common first. */
export const DELIMITERS = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/**
 * Finds the character that separates the cells of a CSV file. A first line such as `sep=;`, which Excel writes and reads, names it.
 * Otherwise it is the one that the first row has most often outside of quotation marks. `body` is the text without that line.
 */
export function findDelimiter(text: string): { readonly delimiter: Delimiter; readonly body: string } {
  const [line = "", named = ""] = /^"?sep=(.)"?(?:\n|$)/i.exec(text) ?? [];
  const known = DELIMITERS.find((one) => one === named);
  if (known) return { delimiter: known, body: text.slice(line.length) };
  const [row = ""] = /^\n*(?:"[^"]*"|[^"\n])*/.exec(text) ?? [];
  const bare = row.replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((one) => bare.split(one).length);
  return { delimiter: DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",", body: text };
}
