/** Formats rows as lines. Each column is as wide as its widest cell; the last one is not padded. */
export function alignColumns(rows: readonly (readonly string[])[], gap = "  "): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, measureWidth(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - measureWidth(cell)))
      .join(gap)
      .trimEnd(),
  );
}

/** Shortens a text to the width of a column, with an ellipsis. */
export function cutTo(length: number, text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return measureWidth(line) <= length
    ? line
    : `${[...line]
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}

const measureWidth = (text: string) => [...text].length;
