import type { Db } from "../db/client.ts";
import { readCsv } from "../intake/csv.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import { findKnown, openRequest } from "../pipeline/open-request.ts";
import { requestOfDraft } from "../pipeline/request-of-draft.ts";
import type { SecretKeys } from "../secret-keys.ts";

interface Importing {
  readonly db: Db;
  readonly journeys: Journeys;
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  /** Only says what would be opened. */
  readonly dryRun?: boolean;
}

/** What became of one row. */
export interface Imported {
  readonly line: number;
  readonly kind: "opened" | "known" | "faulty";
  readonly sentence: string;
}

/** Opens a request for each row of a CSV file. The same file twice opens nothing twice. */
export async function* importCsv(file: string, importing: Importing): AsyncGenerator<Imported> {
  for await (const row of readCsv(file)) {
    const { line } = row;
    if ("fault" in row) {
      yield { line, kind: "faulty", sentence: row.fault };
      continue;
    }
    const { draft, origin } = row;
    const who = `${draft.givenName} ${draft.familyName} <${draft.email}>`;
    if (importing.dryRun) {
      const known = await findKnown(importing.db, { origin, kind: "account", email: draft.email });
      yield known
        ? { line, kind: "known", sentence: hasAsked(who, known.id) }
        : { line, kind: "opened", sentence: `would open a request of ${who}` };
      continue;
    }
    const { kind, request } = await openRequest(
      await requestOfDraft(draft, { origin }, importing.secretKey),
      {
        by: { id: `mail:${draft.email}`, name: `${draft.givenName} ${draft.familyName}` },
        note: "in a CSV file",
      },
      importing,
    );
    const sentence = kind === "opened" ? `request ${request.id} of ${who}` : hasAsked(who, request.id);
    yield { line, kind, sentence };
  }
}

const hasAsked = (who: string, id: number) => `${who} has asked already: request ${id}`;

/** How many rows a CSV file has, to show how far an import is. Throws when it cannot be read. */
export async function countRows(file: string): Promise<number> {
  let count = 0;
  for await (const _ of readCsv(file)) count++;
  return count;
}
