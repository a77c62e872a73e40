import { basename } from "node:path";
import type { SecretKeys } from "../credentials/secret-keys.ts";
import type { Db } from "../db/client.ts";
import { findFormerOrAccountByEmail } from "../db/registry.ts";
import { describeForOperator } from "../failure/describe-failure.ts";
import { aboutAccount, type Remark } from "../intake/access-sheet.ts";
import type { CsvRow } from "../intake/csv.ts";
import { type Draft, tidy } from "../intake/draft.ts";
import { findKnown, openRequest } from "../pipeline/open-request.ts";
import { requestFromDraft } from "../pipeline/request-from-draft.ts";
import type { Workflows } from "../pipeline/workflows.ts";
import type { Directory } from "../provisioners/directory.ts";

interface ImportDeps {
  /** The imported file, so that people can find a request in it. */
  readonly file: string;
  readonly db: Db;
  readonly workflows: Workflows;
  readonly secretKey: SecretKeys;
  readonly now: () => Date;
  /** Where people may have accounts that acct did not create; undefined: nowhere. */
  readonly directory: Directory | undefined;
  /** True: only says what would be created. */
  readonly dryRun?: boolean;
}

/** The result for one row. */
export interface ImportResult extends Pick<CsvRow, "row" | "name" | "address"> {
  readonly kind: "opened" | "known" | "faulty";
  /** Empty for a row that was rejected: `remarks` says why. */
  readonly sentence: string;
  /** Errors and warnings about the row. */
  readonly remarks: readonly Remark[];
}

/** Creates a request for each row of a file. Importing a file twice creates nothing twice. A dry run only says what would happen. */
export async function* importCsv(rows: readonly CsvRow[], deps: ImportDeps): AsyncGenerator<ImportResult> {
  const promise = promises(deps.db);
  for (const row of rows) {
    const about = { row: row.row, name: row.name, address: row.address };
    if ("problems" in row) {
      yield { ...about, kind: "faulty", sentence: "", remarks: row.problems };
      continue;
    }
    if ("saysAccount" in row) {
      const whose = await whoseAccount(row.address, deps);
      yield { ...about, kind: "faulty", sentence: "", remarks: [aboutAccount(row.saysAccount, whose)] };
      continue;
    }
    const { draft, origin, warnings } = row;
    const did = deps.dryRun ? await promise(row.row, draft, origin) : await open(row, deps);
    yield { ...about, ...did, remarks: warnings };
  }
}

/** What an operator should know about the account that a row claims to have: such a claim is never trusted. */
async function whoseAccount(address: string, { db, directory }: ImportDeps): Promise<string> {
  const email = tidy(address).toLowerCase();
  const account = await findFormerOrAccountByEmail(db, email);
  if (account?.erasedAt) return `the account ${account.username} was deleted`;
  if (account?.removedAt)
    return `the account ${account.username} was offboarded; acct resume ${account.username} reopens it`;
  const join = "can request another project with /acct join";
  if (account) return `they already have the account ${account.username} and ${join}`;
  try {
    const person = await directory?.findByEmail(email);
    if (person?.hasAccount)
      return `they already have the account ${person.username} in ${directory?.name}, which acct did not create`;
  } catch (error) {
    return `acct can't tell whether they have one, because the directory could not be queried: ${describeForOperator(error)}`;
  }
  return 'no account has this address; write "No" to request one';
}

async function open({ row, draft, origin, warnings }: Extract<CsvRow, { draft: Draft }>, deps: ImportDeps) {
  const remarks = warnings.map(({ column, sentence }) => `The cell "${column}" ${sentence}.`);
  const { kind, request } = await openRequest(
    await requestFromDraft(draft, { origin, remarks }, deps.secretKey),
    {
      by: { id: `mail:${draft.email}`, name: `${draft.givenName} ${draft.familyName}` },
      note: "in a CSV file",
      source: { file: basename(deps.file), row },
    },
    deps,
  );
  const sentence =
    kind === "opened"
      ? `request ${request.id} for ${nameOf(draft)}`
      : isDuplicate(draft, `request ${request.id}`);
  return { kind, sentence };
}

/** Predicts the result for each row, also if it repeats an earlier row of the same file. */
function promises(db: Db) {
  const rowByOrigin = new Map<string, number>();
  const rowByEmail = new Map<string, number>();
  return async (
    row: number,
    draft: Draft,
    origin: string,
  ): Promise<Pick<ImportResult, "kind" | "sentence">> => {
    const known = await findKnown(db, { origin, kind: "account", email: draft.email });
    if (known) return { kind: "known", sentence: isDuplicate(draft, `request ${known.id}`) };
    const earlier = rowByOrigin.get(origin) ?? rowByEmail.get(draft.email);
    if (earlier !== undefined) return { kind: "known", sentence: isDuplicate(draft, `row ${earlier}`) };
    rowByOrigin.set(origin, row);
    rowByEmail.set(draft.email, row);
    return { kind: "opened", sentence: `would create a request for ${nameOf(draft)}` };
  };
}

const nameOf = ({ givenName, familyName, email }: Draft) => `${givenName} ${familyName} <${email}>`;
const isDuplicate = (draft: Draft, where: string) =>
  `${nameOf(draft)} already has an open request (${where})`;
