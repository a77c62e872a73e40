/** The titles of the sheet, in their usual order. */
export const csvTitles =
  "Approved,Helpdesk Notified,Reminder Sent,Timestamp,Email Address,First name,Last name,Do you have an account here?,Organization,Role,Phone,Sponsor,PIN for your first password,Comment,Project,Name of the new project,What is it about?,Who else works in it?,Project to join,Its PI,The PI's mail address";

/** A row below these titles, of somebody who joins astro. Say by its position only what matters to the test. */
export function csvRow(but: Readonly<Record<number, string>> = {}): string {
  const cells = ["", "", "", "now", "x@example.org", "Xena", "Ypsilon", "No", "", "", "", "", "4711"];
  cells.push("", "", "", "", "", "astro", "H", "hopper@example.org");
  for (const [at, text] of Object.entries(but)) cells[Number(at)] = text;
  return cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
}
