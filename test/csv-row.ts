/** A line in the 21-column layout, of somebody who joins astro. Say by its position only what matters to the test. */
export function csvRow(but: Readonly<Record<number, string>> = {}): string {
  const cells = ["", "", "", "now", "x@example.org", "Xena", "Ypsilon", "No", "", "", "", "", "4711"];
  cells.push("", "", "", "", "", "astro", "H", "hopper@example.org");
  for (const [at, text] of Object.entries(but)) cells[Number(at)] = text;
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
}
