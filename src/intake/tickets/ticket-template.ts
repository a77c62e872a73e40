/** The fields of a ticket that acct reads, with the labels that each may have. The first label is the one that people read. */
export const TICKET_LABELS = {
  name: ["Name", "Full name"],
  givenName: ["First name", "Given name"],
  familyName: ["Last name", "Family name", "Surname"],
  email: ["Email", "Email address", "Mail"],
  username: ["VUNetID", "NetID", "Username", "User name"],
  project: ["Group", "Project", "Group name", "Project name"],
  newProject: ["New group", "New project"],
  projectDescription: ["Project description", "Group description"],
  pi: ["PI", "Principal investigator", "Advisor"],
  piEmail: ["PI email", "PI's email", "Email of the PI"],
  organization: ["Organization", "Department"],
  role: ["Role", "Position"],
  phone: ["Phone", "Telephone"],
  sponsor: ["Sponsor"],
  additionalUsers: ["Additional users", "Secondary users"],
  reason: ["Comments", "Comment", "Reason", "Message"],
  sshPublicKey: ["SSH key", "SSH public key"],
  pin: ["PIN"],
  language: ["Language", "Preferred language", "Sprache", "Langue", "Idioma"],
} as const satisfies Readonly<Record<string, readonly [string, ...string[]]>>;

export type TicketField = keyof typeof TICKET_LABELS;

/** The labels of each field in the tickets of a site. */
export type TicketTemplate = Readonly<Record<TicketField, readonly string[]>>;

/** Fills in the labels that a site doesn't change. A label that it gives to one field no longer belongs to another. */
export function completeTemplate(
  given: Readonly<Partial<Record<TicketField, readonly string[]>>>,
): TicketTemplate {
  const taken = new Set(Object.values(given).flat().map(labelKey));
  const fields = Object.entries(TICKET_LABELS) as [TicketField, readonly string[]][];
  return Object.fromEntries(
    fields.map(([field, labels]) => [
      field,
      given[field] ?? labels.filter((label) => !taken.has(labelKey(label))),
    ]),
  ) as unknown as TicketTemplate;
}

/** Two labels with the same key are the same. */
export const labelKey = (label: string): string =>
  label
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
