import { basename } from "node:path";
import type { Db } from "../db/client.ts";
import type { Remark } from "../intake/access-sheet.ts";
import type { CsvRow } from "../intake/csv.ts";
import type { Draft } from "../intake/draft.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import { findKnown, openRequest } from "../pipeline/open-request.ts";
import { requestOfDraft } from "../pipeline/request-of-draft.ts";
import type { SecretKeys } from "../secret-keys.ts";

interface Importing {
  /** The sheet's file, for whoever looks a request up in it. */
  readonly file: string;
  readonly db: Db;
  readonly journeys: Journeys;
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  /** Only says what would be opened. */
  readonly dryRun?: boolean;
}

/** What became of one row. */
export interface Imported extends Pick<CsvRow, "row" | "name" | "address"> {
  readonly kind: "opened" | "known" | "faulty";
  /** Empty for a row that was not taken: `remarks` says why. */
  readonly sentence: string;
  /** What is wrong with the row, or odd about it. */
  readonly remarks: readonly Remark[];
}

/** Opens a request for each row of a sheet. The same sheet twice opens nothing twice. A dry run says what this would do. */
export async function* importCsv(rows: readonly CsvRow[], importing: Importing): AsyncGenerator<Imported> {
  const promise = promises(importing.db);
  for (const row of rows) {
    const about = { row: row.row, name: row.name, address: row.address };
    if ("problems" in row) {
      yield { ...about, kind: "faulty", sentence: "", remarks: row.problems };
      continue;
    }
    const { draft, origin, warnings } = row;
    const did = importing.dryRun
      ? await promise(row.row, draft, origin)
      : await open(row.row, draft, origin, importing);
    yield { ...about, ...did, remarks: warnings };
  }
}

async function open(row: number, draft: Draft, origin: string, importing: Importing) {
  const { kind, request } = await openRequest(
    await requestOfDraft(draft, { origin }, importing.secretKey),
    {
      by: { id: `mail:${draft.email}`, name: `${draft.givenName} ${draft.familyName}` },
      note: "in a CSV file",
      sheet: { file: basename(importing.file), row },
    },
    importing,
  );
  const sentence =
    kind === "opened"
      ? `request ${request.id} of ${nameOf(draft)}`
      : hasAsked(draft, `request ${request.id}`);
  return { kind, sentence };
}

/** Says what would become of each row, also when it repeats an earlier one of the same sheet. */
function promises(db: Db) {
  const rowByOrigin = new Map<string, number>();
  const rowByEmail = new Map<string, number>();
  return async (row: number, draft: Draft, origin: string): Promise<Pick<Imported, "kind" | "sentence">> => {
    const known = await findKnown(db, { origin, kind: "account", email: draft.email });
    if (known) return { kind: "known", sentence: hasAsked(draft, `request ${known.id}`) };
    const earlier = rowByOrigin.get(origin) ?? rowByEmail.get(draft.email);
    if (earlier !== undefined) return { kind: "known", sentence: hasAsked(draft, `row ${earlier}`) };
    rowByOrigin.set(origin, row);
    rowByEmail.set(draft.email, row);
    return { kind: "opened", sentence: `would open a request of ${nameOf(draft)}` };
  };
}

const nameOf = ({ givenName, familyName, email }: Draft) => `${givenName} ${familyName} <${email}>`;
const hasAsked = (draft: Draft, where: string) => `${nameOf(draft)} has asked already: ${where}`;
