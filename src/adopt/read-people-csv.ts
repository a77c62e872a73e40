import { Failure } from "../failure/failure.ts";
import { type ColumnTitles, columnsByTitle } from "../intake/columns-by-title.ts";
import { tidy } from "../intake/draft.ts";
import { parseRecords } from "../intake/parse-records.ts";
import type { AccountState, FoundAccount, FoundProject } from "../provisioners/found.ts";
import { readEmailAddress, toAddress } from "../view/email-address.ts";
import type { LineProblem, ReadFile } from "./read-file.ts";

/** The columns of a list of people. Only the username is needed. */
const PEOPLE_TITLES = {
  username: ["username", "login", "uid"],
  uidNumber: ["uid_number"],
  givenName: ["given_name", "first name"],
  familyName: ["family_name", "last name"],
  email: ["email", "email address", "mail"],
  campusId: ["campus_id", "employee number"],
  state: ["state", "status"],
  projects: ["projects", "groups"],
  leads: ["leads", "leads projects"],
} satisfies ColumnTitles<string>;

type Column = keyof typeof PEOPLE_TITLES;
type Cells = Readonly<Record<Column, string>>;

const OPTIONAL = new Set((Object.keys(PEOPLE_TITLES) as Column[]).filter((column) => column !== "username"));
const SYSTEM = "CSV";
const STATES: readonly AccountState[] = ["active", "disabled", "expired", "locked", "unknown"];
const MAX_NUMBER = 4_294_967_294;
/** Several addresses or projects in one cell. No address and no project has a space. */
const SEPARATORS = /[\s;,]+/;

/**
 * Reads a CSV file of people, one per row, with their projects. `line` of a problem is the row in a spreadsheet. A row that can't
 * be used is left out as a whole. Throws a failure if the file is not CSV or has no column of usernames.
 */
export function readPeopleCsv(text: string): ReadFile {
  const [header = [], ...records] = parseRecords(text);
  const readCells = readerFor(header);
  const accounts = new Map<string, FoundAccount>();
  const projects = new Map<string, { readonly members: string[]; readonly owners: string[] }>();
  const problems: LineProblem[] = [];
  for (const [index, record] of records.entries()) {
    if (record.every((cell) => cell.trim() === "")) continue;
    const cells = readCells(record);
    const account = record.length === header.length ? readAccount(cells) : describeShape(record, header);
    if (typeof account === "string") problems.push({ line: index + 2, why: account });
    else if (accounts.has(account.username))
      problems.push({ line: index + 2, why: `The file has the username ${account.username} twice.` });
    else {
      accounts.set(account.username, account);
      const add = (name: string, role: "members" | "owners") => {
        const project = projects.get(name) ?? { members: [], owners: [] };
        projects.set(name, project);
        if (!project[role].includes(account.id)) project[role].push(account.id);
      };
      for (const name of split(cells.projects)) add(name, "members");
      for (const name of split(cells.leads)) add(name, "owners");
    }
  }
  return {
    accounts: [...accounts.values()],
    projects: [...projects].map(
      ([name, people]): FoundProject => ({ system: SYSTEM, id: name, name, ...people }),
    ),
    problems,
  };
}

function readerFor(header: readonly string[]) {
  try {
    return columnsByTitle<Column>(header, PEOPLE_TITLES, OPTIONAL);
  } catch (error) {
    throw new Failure(`its first row does not have the right titles: ${(error as Error).message}.`);
  }
}

/** Returns why the row can't be used, in a sentence, if it can't. */
function readAccount(cells: Cells): FoundAccount | string {
  const username = tidy(cells.username);
  if (username === "") return "It has no username.";
  if (/\s/.test(username)) return `The username ${username} contains a space.`;
  const number = cells.uidNumber.trim();
  if (number !== "" && !(/^\d{1,10}$/.test(number) && Number(number) <= MAX_NUMBER))
    return `The uid number ${number} is not a number from 0 to ${MAX_NUMBER}.`;
  const emails = split(cells.email).map(toAddress);
  const wrong = emails.find((email) => !("address" in readEmailAddress(email)));
  if (wrong !== undefined) return `${wrong} is not an email address.`;
  const state = cells.state.trim().toLowerCase() || "active";
  if (!STATES.includes(state as AccountState)) return `The state ${state} is none of ${STATES.join(", ")}.`;
  return {
    system: SYSTEM,
    id: username,
    username,
    uidNumber: number === "" ? undefined : Number(number),
    givenName: tidy(cells.givenName) || undefined,
    familyName: tidy(cells.familyName) || undefined,
    emails,
    campusId: tidy(cells.campusId) || undefined,
    state: state as AccountState,
  };
}

function split(cell: string): string[] {
  return [...new Set(cell.split(SEPARATORS).filter((part) => part !== ""))];
}

const describeShape = (record: readonly string[], header: readonly string[]) =>
  `It has ${record.length} cells, but there are ${header.length} titles.`;
