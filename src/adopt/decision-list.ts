import { Failure } from "../failure/failure.ts";
import { columnsByTitle } from "../intake/columns-by-title.ts";
import { parseRecords } from "../intake/parse-records.ts";
import { fullName } from "../view/full-name.ts";
import { accountName } from "./account-name.ts";
import type { AdoptionPlan } from "./adoption-plan.ts";
import type { Conflict } from "./conflict.ts";
import type { Decision } from "./decision.ts";
import { keyOf } from "./key-of.ts";
import { projectKey } from "./match-projects.ts";

/** What an admin has written into a list of conflicts. */
export interface DecisionList {
  /** By `keyOf` or `projectKey`. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** The line of each decision. */
  readonly lines: ReadonlyMap<string, number>;
}

const TITLES = [
  "what",
  "system",
  "id",
  "name",
  "person",
  "email",
  "conflict",
  "why",
  "may be",
  "decision",
] as const;

/** The conflicts within one system, whose candidates are the accounts themselves. */
const CLASHES: ReadonlySet<string> = new Set<Conflict["kind"]>([
  "shared-number",
  "shared-address",
  "same-username",
]);

/** Writes the conflicts of a plan as CSV, one line for each account and project on which someone has to decide. */
export function formatDecisionList({ conflicts, projectConflicts }: AdoptionPlan): string {
  const listed = new Set<string>();
  const rows = conflicts.flatMap(({ undecided, candidates, kind, why }) =>
    undecided.flatMap((account) => {
      // An account can be in several conflicts, and is decided on once.
      if (listed.has(keyOf(account))) return [];
      listed.add(keyOf(account));
      const { system, id, username, emails, givenName = "", familyName = "" } = account;
      const others = candidates.filter((name) => !CLASHES.has(kind) || name !== accountName(username));
      const person = fullName({ givenName, familyName }).trim();
      return [["account", system, id, username, person, emails[0] ?? "", kind, why, others.join(" "), ""]];
    }),
  );
  const projects = projectConflicts.map(({ project: { system, id, name }, kind, candidates, why }) => [
    "project",
    system,
    id,
    name,
    "",
    "",
    kind,
    why,
    candidates.join(" "),
    "",
  ]);
  return [TITLES, ...rows, ...projects].map((row) => `${row.map(quote).join(",")}\r\n`).join("");
}

/** A spreadsheet would run a cell that begins like a formula, and much of this was written by strangers. */
const quote = (cell: string) => {
  const plain = /^[=+@\t\r-]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
};

const unquote = (cell: string) => cell.trim().replace(/^'(?=[=+@\t\r-])/, "");

/** Reads a list of conflicts that someone has filled in. Throws a failure that names every line with a mistake. */
export function readDecisionList(text: string, file: string): DecisionList {
  const [read, records] = parse(text, file);
  const decisions = new Map<string, Decision>();
  const lines = new Map<string, number>();
  const problems: string[] = [];
  for (const [index, record] of records.entries()) {
    const line = index + 2;
    const cells = read(record);
    const written = cells.decision.trim().toLowerCase();
    if (written === "") continue;
    const place = { system: cells.system.trim(), id: unquote(cells.id) };
    const key = cells.what.trim() === "project" ? projectKey(place) : keyOf(place);
    const result = toDecision(
      written,
      cells.candidates.split(/\s+/).filter((name) => name !== ""),
    );
    if (lines.has(key)) problems.push(`Line ${line}: line ${lines.get(key)} already decides this.`);
    else if (typeof result === "object" && "problem" in result)
      problems.push(`Line ${line}: ${result.problem}`);
    else decisions.set(key, result);
    lines.set(key, lines.get(key) ?? line);
  }
  if (problems.length > 0)
    throw new Failure(`${file} can't be used, so nothing was written.\n${problems.join("\n")}`);
  return { decisions, lines };
}

function toDecision(written: string, candidates: readonly string[]): Decision | { readonly problem: string } {
  if (written === "skip" || written === "different") return written;
  if (written !== "same")
    return /^[a-z0-9][a-z0-9._-]*$/.test(written)
      ? { same: written }
      : { problem: `"${written}" is neither same, different, skip, nor a username.` };
  const [one, ...more] = candidates;
  if (one === undefined)
    return {
      problem: `"same" needs someone in the column "may be", which is empty here: write different, skip, or a username.`,
    };
  if (more.length > 0)
    return {
      problem: `"same" could mean several people. Write one of these usernames: ${candidates.join(", ")}.`,
    };
  return { same: one };
}

function parse(text: string, file: string) {
  try {
    const [header = [], ...records] = parseRecords(text);
    const read = columnsByTitle<"what" | "system" | "id" | "candidates" | "decision">(
      header,
      { what: ["what"], system: ["system"], id: ["id"], candidates: ["may be"], decision: ["decision"] },
      new Set(["what", "candidates"]),
    );
    return [read, records] as const;
  } catch (error) {
    throw new Failure(
      `${file} is not a list of conflicts: ${(error as Error).message}. Nothing was written.`,
    );
  }
}
