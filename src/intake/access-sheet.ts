import { pinFromCell } from "../view/pin-digits.ts";
import { addressIn } from "./address-in.ts";
import type { ColumnTitles } from "./columns-by-title.ts";
import { type Draft, MAX_REASON, type RawDraft, readDraft, readPeople, tidy } from "./draft.ts";
import { formerOrigin } from "./former-origin.ts";
import type { Remark } from "./intake.ts";
import { isBlank } from "./is-blank.ts";
import { quoteCell } from "./quote-cell.ts";
import { identifyRow, type RowIdentity } from "./row-identity.ts";
import type { DateOrder } from "./row-moment.ts";
import { splitPeople } from "./split-people.ts";

/** The columns of the access sheet that acct reads, in their usual order. */
export const ACCESS_TITLES = {
  approved: ["Approved"],
  helpdeskNotified: ["Helpdesk Notified"],
  reminderSent: ["Reminder Sent"],
  timestamp: ["Timestamp"],
  email: ["Email Address", "Email"],
  givenName: ["First name"],
  familyName: ["Last name"],
  existingAccount: ["Do you have an account here?", "Existing account?", "Account"],
  organization: ["Organization"],
  role: ["Role"],
  phone: ["Phone"],
  sponsor: ["Sponsor", "MOC contact"],
  pin: ["PIN for your first password", "PIN"],
  reason: ["Comment", "Comments"],
  projectExists: ["Project", "Project exists?", "Project exist"],
  newProject: ["Name of the new project", "Project name"],
  projectDescription: ["What is it about?", "Project description"],
  additionalUsers: ["Who else works in it?", "Add users"],
  existingProject: ["Project to join", "Join project"],
  piName: ["Its PI", "Contact name"],
  piEmail: ["The PI's mail address", "Contact email"],
  username: ["Username"],
  groups: ["Other groups", "Groups"],
  language: ["Language", "Preferred language", "Sprache", "Langue", "Idioma"],
} satisfies ColumnTitles<string>;

/** Columns that a sheet may lack, because older sheets don't have them. */
export const OPTIONAL_COLUMNS: ReadonlySet<AccessColumn> = new Set<AccessColumn>([
  "helpdeskNotified",
  "reminderSent",
  "username",
  "groups",
  "language",
]);

export type AccessColumn = keyof typeof ACCESS_TITLES;
export type AccessCells = Readonly<Record<AccessColumn, string>>;

export type AccessRow =
  | {
      readonly draft: Draft;
      readonly identity: RowIdentity;
      /** The origin that releases before 0.2 gave to the row. */
      readonly formerOrigin: string;
      readonly warnings: readonly Remark[];
    }
  | { readonly problems: readonly Remark[] }
  /** It says that the person has an account, which only the registry and the directory know. */
  | {
      readonly saysAccount: string;
      /** What they ask for with it, or what is wrong with that. */
      readonly joining:
        | {
            readonly draft: Omit<Draft, "pin">;
            readonly identity: RowIdentity;
            readonly warnings: readonly Remark[];
          }
        | { readonly problems: readonly Remark[] };
    };

/**
 * Returns the draft in the cells of a row, all of their problems, or that the person says that they have an account. An optional cell
 * that can't be used is left out with a warning.
 */
export function readAccessRow(cells: AccessCells, order: DateOrder | undefined): AccessRow {
  const approved = tidy(cells.approved);
  if (!isBlank(approved) && approved.toLowerCase() !== "approved") {
    return { problems: [about("approved", `is marked ${quoteCell(approved)}, so this row is ignored`)] };
  }
  const account = tidy(cells.existingAccount);
  if (account !== "" && !SAYS_NO.test(account)) {
    // They have a password, so they need no PIN.
    const read = readDraftRow({ ...cells, pin: "0000" }, order, []);
    if ("problems" in read) return { saysAccount: account, joining: read };
    const { draft, identity, warnings } = read;
    const { pin: _, ...withoutPin } = draft;
    return { saysAccount: account, joining: { draft: withoutPin, identity, warnings } };
  }
  const unsaid = account === "" ? [UNSAID] : [];
  return readDraftRow(cells, order, unsaid);
}

/** Returns the draft of a row, or its problems with those that were found before. */
function readDraftRow(
  cells: AccessCells,
  order: DateOrder | undefined,
  found: readonly Remark[],
): Exclude<AccessRow, { saysAccount: string }> {
  const { raw, warnings } = readDraftCells(cells);
  const { usable, left } = leaveOutFaults(raw);
  const read = readDraft(usable);
  const errors = "errors" in read ? read.errors : {};
  const problems = [
    ...found,
    ...Object.entries(errors).map(([field, error]) => about(findColumn(field, raw), error)),
  ];
  if (problems.length > 0 || !("draft" in read)) return { problems };
  const more = Object.entries(read.warnings).map(([field, warning]) =>
    about(findColumn(field, raw), warning),
  );
  const identity = identifyRow(read.draft, cells.timestamp, order);
  const unread = identity.moments.length > 0 || isBlank(cells.timestamp) ? [] : [UNREAD_TIMESTAMP];
  return {
    draft: read.draft,
    identity,
    formerOrigin: formerOrigin(cells),
    warnings: [...warnings, ...left, ...more, ...unread],
  };
}

const SAYS_NO = /^(no|nope|none|nein|non)[.!]?$/i;
const UNSAID: Remark = {
  column: ACCESS_TITLES.existingAccount[0],
  sentence: 'is blank; enter "No" to request a new account',
};
const UNREAD_TIMESTAMP: Remark = {
  column: ACCESS_TITLES.timestamp[0],
  sentence: "is not a date that acct can read, so a newer answer by the same person can't be recognized",
};

/** What people may leave blank. A fault in one of these never costs a person their request. */
export const OPTIONAL_FIELDS = [
  "username",
  "projectDescription",
  "piName",
  "piEmail",
  "organization",
  "role",
  "phone",
  "sponsor",
  "reason",
] as const satisfies readonly (keyof RawDraft & AccessColumn)[];

function leaveOutFaults(raw: RawDraft): { usable: RawDraft; left: Remark[] } {
  const read = readDraft(raw);
  const errors = "errors" in read ? read.errors : {};
  const usable = { ...raw };
  const left: Remark[] = [];
  for (const field of OPTIONAL_FIELDS) {
    const error = errors[field];
    if (error === undefined) continue;
    const isTooLong = field === "reason" && (raw.reason?.length ?? 0) > MAX_REASON;
    usable[field] = isTooLong ? raw.reason?.slice(0, MAX_REASON) : undefined;
    left.push(about(field, isTooLong ? `${error}; the rest was left out` : `${error}, so it was left out`));
  }
  const { people, rejected } = readPeople(raw.additionalUsers ?? []);
  usable.additionalUsers = people;
  if (rejected.length > 0) {
    const names = rejected.map((one) => quoteCell(one)).join(", ");
    left.push(
      about(
        "additionalUsers",
        `names people who were left out: ${names}; enter usernames or email addresses`,
      ),
    );
  }
  return { usable, left };
}

/** The remark for a row whose person says that they have an account. `whose` is what acct found out about the account. */
export const aboutAccount = (answer: string, whose: string): Remark =>
  about("existingAccount", `is ${quoteCell(answer)}: ${whose}`);

const about = (column: AccessColumn, sentence: string): Remark => ({
  column: ACCESS_TITLES[column][0],
  sentence,
});

function findColumn(field: string, { newProject }: RawDraft): AccessColumn {
  if (field === "project") return newProject ? "newProject" : "existingProject";
  return field in ACCESS_TITLES ? (field as AccessColumn) : "email";
}

/** "Join one" and "Yes" mean that the project exists, "Start one" and "No" that it is new. */
function readAnswer(cell: string): "exists" | "new" | undefined {
  const answer = cell.trim().toLowerCase();
  if (/^(yes|join)\b/.test(answer)) return "exists";
  return /^(no|start|new)\b/.test(answer) ? "new" : undefined;
}

function readDraftCells(cells: AccessCells): { raw: RawDraft; warnings: Remark[] } {
  const [fresh, existing] = [!isBlank(cells.newProject), !isBlank(cells.existingProject)];
  const answer = readAnswer(cells.projectExists);
  // With both names, the answer decides; with one, the name does.
  const newProject = fresh && !(existing && answer === "exists");
  const project = newProject ? cells.newProject : cells.existingProject;
  const { groups, ...others } = cells;
  const named = groups
    .split(/[;,\s]+/)
    .map((name) => name.trim())
    .filter((name) => name !== "" && !isBlank(name));
  const raw = {
    ...others,
    ...(named.length > 0 ? { groups: named } : {}),
    email: addressIn(tidy(cells.email)),
    pin: pinFromCell(cells.pin),
    newProject,
    project: isBlank(project) ? "" : project,
    // A new project has a sponsor. If the sponsor has an email address, they can be asked like a PI.
    piEmail: addressIn(tidy(newProject && cells.sponsor.includes("@") ? cells.sponsor : cells.piEmail)),
    additionalUsers: splitPeople(cells.additionalUsers),
  };
  const warnings = warnOfPhone(cells.phone);
  const contradicts =
    (fresh && existing) || (newProject ? answer === "exists" : existing && answer === "new");
  if (!contradicts) return { raw, warnings };
  const taken = newProject
    ? `a new project, ${cells.newProject.trim()}`
    : `the existing project ${cells.existingProject.trim()}`;
  const says = isBlank(cells.projectExists) ? "nothing" : cells.projectExists;
  return {
    raw,
    warnings: [
      ...warnings,
      about(
        "projectExists",
        `says ${quoteCell(says)}, which contradicts the project names; the request is for ${taken}`,
      ),
    ],
  };
}

/** Spreadsheets turn a long number into one such as 4.93E+11. */
function warnOfPhone(phone: string): Remark[] {
  if (!/^\d([.,]\d+)?E\+?\d+$/i.test(phone.trim())) return [];
  return [about("phone", "was shortened by a spreadsheet program, so digits are missing")];
}
