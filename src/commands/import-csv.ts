import type { Db } from "../db/client.ts";
import { readCsv } from "../intake/csv.ts";
import type { Journeys } from "../pipeline/journeys.ts";
import { openRequest } from "../pipeline/open-request.ts";
import { requestOfDraft } from "../pipeline/request-of-draft.ts";

interface Importing {
  readonly db: Db;
  readonly journeys: Journeys;
  readonly secretKey: Buffer;
  readonly now: () => Date;
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
    const { kind, request } = await openRequest(
      await requestOfDraft(draft, { origin }, importing.secretKey),
      {
        by: { id: `mail:${draft.email}`, name: `${draft.givenName} ${draft.familyName}` },
        note: "in a CSV file",
      },
      importing,
    );
    const who = `${draft.givenName} ${draft.familyName} <${draft.email}>`;
    const sentence =
      kind === "opened"
        ? `request ${request.id} of ${who}`
        : `${who} has asked already: request ${request.id}`;
    yield { line, kind, sentence };
  }
}
