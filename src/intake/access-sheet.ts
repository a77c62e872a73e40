import { createHash } from "node:crypto";
import { pinFromCell } from "../view/pin-digits.ts";
import type { ColumnTitles } from "./columns-by-title.ts";
import { type Draft, type RawDraft, readDraft } from "./draft.ts";
import type { Remark } from "./intake.ts";

/** The columns of the access sheet that acct reads, in their usual order. The identity of a row depends on this order. */
export const ACCESS_TITLES = {
  approved: ["Approved"],
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
} satisfies ColumnTitles<string>;

/** Columns that a sheet may lack, because older sheets don't have them. */
export const OPTIONAL_COLUMNS: ReadonlySet<AccessColumn> = new Set<AccessColumn>(["username"]);

export type AccessColumn = keyof typeof ACCESS_TITLES;
export type AccessCells = Readonly<Record<AccessColumn, string>>;

export type AccessRow =
  | { readonly draft: Draft; readonly origin: string; readonly warnings: readonly Remark[] }
  | { readonly problems: readonly Remark[] }
  /** It says that the person has an account, which only the registry and the directory know. */
  | { readonly saysAccount: string };

/** Returns the draft in the cells of a row, all of their problems, or that the person says that they have an account. */
export function readAccessRow(cells: AccessCells): AccessRow {
  const approved = cells.approved.trim();
  if (approved !== "" && approved.toLowerCase() !== "approved") {
    return { problems: [about("approved", `is marked "${approved}", so this row is ignored`)] };
  }
  const account = cells.existingAccount.trim();
  if (account !== "" && account.toLowerCase() !== "no") return { saysAccount: account };
  const { raw, warnings } = readDraftCells(cells);
  const read = readDraft(raw);
  const errors = "errors" in read ? read.errors : {};
  const problems = Object.entries(errors).map(([field, error]) => about(findColumn(field, raw), error));
  if (account === "")
    problems.unshift(about("existingAccount", 'is blank; enter "No" to request a new account'));
  if (problems.length > 0 || !("draft" in read)) return { problems };
  const more = Object.entries(read.warnings).map(([field, warning]) =>
    about(findColumn(field, raw), warning),
  );
  return { draft: read.draft, origin: identifyRow(cells), warnings: [...warnings, ...more] };
}

/** The remark for a row whose person says that they have an account. `whose` is what acct found out about the account. */
export const aboutAccount = (answer: string, whose: string): Remark =>
  about("existingAccount", `is "${answer}": ${whose}`);

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
  const [fresh, existing] = [cells.newProject.trim() !== "", cells.existingProject.trim() !== ""];
  const answer = readAnswer(cells.projectExists);
  // With both names, the answer decides; with one, the name does.
  const newProject = fresh && !(existing && answer === "exists");
  const raw = {
    ...cells,
    pin: pinFromCell(cells.pin),
    newProject,
    project: newProject ? cells.newProject : cells.existingProject,
    // A new project has a sponsor. If the sponsor has an email address, they can be asked like a PI.
    piEmail: newProject && cells.sponsor.includes("@") ? cells.sponsor : cells.piEmail,
    additionalUsers: cells.additionalUsers.split(",").filter((name) => name.trim() !== ""),
  };
  const contradicts =
    (fresh && existing) || (newProject ? answer === "exists" : existing && answer === "new");
  if (!contradicts) return { raw, warnings: [] };
  const taken = newProject
    ? `a new project, ${cells.newProject.trim()}`
    : `the existing project ${cells.existingProject.trim()}`;
  const says = cells.projectExists.trim() || "nothing";
  return {
    raw,
    warnings: [
      about(
        "projectExists",
        `says "${says}", which contradicts the project names; the request is for ${taken}`,
      ),
    ],
  };
}

/** Returns the identity of a row: the same answers are the same request, in any order of columns. */
function identifyRow({ approved: _, username, ...answers }: AccessCells): string {
  const inOrder = Object.keys(answers).map((column) => answers[column as keyof typeof answers].trim());
  // A blank username is left out, so that adding the column to a sheet doesn't change its rows' identities.
  if (username.trim() !== "") inOrder.push(username.trim());
  return `csv:${createHash("sha256").update(JSON.stringify(inOrder)).digest("hex")}`;
}
