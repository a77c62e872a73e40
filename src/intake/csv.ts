import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { Readable } from "node:stream";
import { parse } from "csv-parse";
import { Failure } from "../failure.ts";
import { type Draft, type RawDraft, readDraft } from "./draft.ts";

/** A row of the sheet: a draft, or why there is none, in a sentence. */
export type CsvRow = { readonly line: number } & (
  | { readonly draft: Draft; readonly origin: string }
  | { readonly fault: string }
);

/**
 * The columns of the access sheet that a community cloud's form fills, by position: their titles are questions,
 * which every site words in its own way. Null: kept by people for themselves.
 */
const COLUMNS = [
  "approved",
  null,
  null,
  null,
  "email",
  "givenName",
  "familyName",
  "existingAccount",
  "organization",
  "role",
  "phone",
  "sponsor",
  "pin",
  "reason",
  null,
  "newProject",
  "projectDescription",
  "additionalUsers",
  "existingProject",
  "piName",
  "piEmail",
] as const;
type Column = NonNullable<(typeof COLUMNS)[number]>;
type Cells = Readonly<Record<Column, string>>;

/** The first of the columns that the form itself fills; those before it change while the request is worked on. */
const FIRST_ANSWER = 3;

const TITLES: Readonly<Record<string, string>> = {
  email: "Email",
  givenName: "First name",
  familyName: "Last name",
  pin: "PIN",
  project: "Project",
  username: "Username",
  projectDescription: "Project description",
  additionalUsers: "Additional users",
  piName: "Contact name",
  piEmail: "Contact email",
  reason: "Comment",
};

/**
 * Reads a CSV file in the 21-column layout, its first line being titles. Throws when it is no CSV, and when it is not in
 * UTF-8: which of the older encodings it is in nobody can tell for sure, and a name that was guessed would be wrong for good.
 */
export async function* readCsv(file: string): AsyncGenerator<CsvRow> {
  const parser = Readable.from([textOf(await readFile(file), file)]).pipe(
    parse({ bom: true, relax_column_count: true, info: true, from_line: 2 }),
  );
  for await (const { record, info } of parser as AsyncIterable<{
    record: string[];
    info: { lines: number };
  }>) {
    if (record.every((cell) => cell.trim() === "")) continue;
    yield { line: info.lines, ...readRow(record) };
  }
}

function textOf(bytes: Buffer, file: string): string {
  if (isUtf8(bytes)) return bytes.toString("utf8");
  const lines = bytes.toString("latin1").split("\n");
  const at = lines.findIndex((line) => !isUtf8(Buffer.from(line, "latin1"))) + 1;
  throw new Failure(
    `${file} is not in UTF-8 (line ${at}): save it as "CSV UTF-8", or convert it with iconv -f ISO-8859-1 -t UTF-8. Nothing was imported.`,
  );
}

function readRow(record: readonly string[]) {
  const cells = Object.fromEntries(
    COLUMNS.map((column, at) => [column, record[at] ?? ""]).filter(([column]) => column !== null),
  ) as Cells;
  const mark = cells.approved.trim().toLowerCase();
  if (mark !== "" && mark !== "approved")
    return { fault: `is marked "${cells.approved.trim()}", so it is left alone` };
  if (cells.existingAccount.trim().toLowerCase() !== "no") {
    return { fault: "asks for no new account: the person has one already" };
  }
  const read = readDraft(rawDraft(cells));
  if ("draft" in read) return { draft: read.draft, origin: originOf(record) };
  const faults = Object.entries(read.faults).map(([field, fault]) => `${TITLES[field] ?? field} ${fault}`);
  return { fault: faults.join("; ") };
}

function rawDraft(cells: Cells): RawDraft {
  const newProject = cells.newProject.trim() !== "";
  return {
    ...cells,
    newProject,
    project: newProject ? cells.newProject : cells.existingProject,
    // Whoever starts a project names a sponsor; one with a mail address can be asked like a PI.
    piEmail: newProject && cells.sponsor.includes("@") ? cells.sponsor : cells.piEmail,
    additionalUsers: cells.additionalUsers.split(",").filter((name) => name.trim() !== ""),
  };
}

/** The same answers are the same request, however often the file is read. */
function originOf(record: readonly string[]): string {
  const answers = JSON.stringify(record.slice(FIRST_ANSWER).map((cell) => cell.trim()));
  return `csv:${createHash("sha256").update(answers).digest("hex")}`;
}
