/** The fields of the sheet and their titles, in their usual order. */
const COLUMNS = {
  approved: "Approved",
  helpdeskNotified: "Helpdesk Notified",
  reminderSent: "Reminder Sent",
  timestamp: "Timestamp",
  email: "Email Address",
  givenName: "First name",
  familyName: "Last name",
  existingAccount: "Do you have an account here?",
  organization: "Organization",
  role: "Role",
  phone: "Phone",
  sponsor: "Sponsor",
  pin: "PIN for your first password",
  reason: "Comment",
  projectExists: "Project",
  newProject: "Name of the new project",
  projectDescription: "What is it about?",
  additionalUsers: "Who else works in it?",
  existingProject: "Project to join",
  piName: "Its PI",
  piEmail: "The PI's mail address",
};

/** The cells of a row that matter to a test, by field. */
export type CsvRow = Partial<Record<keyof typeof COLUMNS, string>>;

export const csvTitles = Object.values(COLUMNS).join(",");

const USUAL: CsvRow = {
  timestamp: "2026-11-20 09:14:02",
  email: "x@example.org",
  givenName: "Xena",
  familyName: "Ypsilon",
  existingAccount: "No",
  pin: "4711",
  existingProject: "astro",
  piName: "H",
  piEmail: "hopper@example.org",
};

/** A row of a person who joins astro, except for these cells. */
export function csvRow(cells: CsvRow = {}): string {
  const row = { ...USUAL, ...cells };
  return (Object.keys(COLUMNS) as (keyof CsvRow)[])
    .map((field) => `"${(row[field] ?? "").replaceAll('"', '""')}"`)
    .join(",");
}
