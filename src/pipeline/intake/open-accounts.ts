import type { LimitFunction } from "p-limit";
import { type Db, inTransaction } from "../../db/client.ts";
import { listProjectNames } from "../../db/projects.ts";
import { listTakenOrigins } from "../../db/request-origins.ts";
import { listAddressesWithRequests } from "../../db/requests.ts";
import type { Request } from "../../db/tables/requests.ts";
import { beginRequests } from "../begin-requests.ts";
import { type AccountRow, beginAccount } from "./open-account.ts";
import type { Opening, OpeningDeps } from "./opened-row.ts";

interface AccountToOpen {
  readonly account: AccountRow;
  readonly opening: Opening;
}

interface OpeningTogether<Row> extends OpeningDeps {
  /** How many PINs are hashed at a time. */
  readonly hashing: LimitFunction;
  /** Records in the same transaction what has become of the rows. */
  record(tx: Db, opened: readonly (Row & { readonly request: Request })[]): Promise<void>;
}

/**
 * Does what `openAccount` does with rows, all in one transaction, but only for people of whom no request is known. What it returns has
 * become requests; every other row needs `openAccount`. If it throws, nothing has happened.
 */
export async function openAccounts<Row extends AccountToOpen>(
  rows: readonly Row[],
  deps: OpeningTogether<Row>,
): Promise<readonly Row[]> {
  const { db, hashing } = deps;
  const fresh = await leaveOutKnown(await withProjects(onePerPerson(rows), db), db);
  if (fresh.length === 0) return [];
  const ready = await Promise.all(
    fresh.map(async (row) => ({
      ...row,
      beginning: await hashing(() => beginAccount(row.account, row.opening, deps)),
    })),
  );
  return inTransaction(db, async (tx) => {
    const still = await leaveOutKnown(ready, tx);
    const requests = await beginRequests(
      tx,
      still.map(({ beginning }) => beginning),
      deps,
    );
    const byOrigin = new Map(requests.map((request) => [request.origin, request]));
    const opened = still.flatMap((row) => {
      const request = byOrigin.get(row.beginning.draft.origin);
      return request ? [{ ...row, request }] : [];
    });
    await deps.record(tx, opened);
    return opened;
  });
}

const addressOf = ({ account }: AccountToOpen) => account.draft.email.toLowerCase();

/** A newer row of the same person replaces the answers of an older one, so only the first can be new. */
const onePerPerson = <Row extends AccountToOpen>(rows: readonly Row[]): Row[] =>
  [...Map.groupBy(rows, addressOf).values()].flatMap(([first]) => first ?? []);

/** Rows that may ask for a new project do so unless the registry has it. */
async function withProjects<Row extends AccountToOpen>(rows: readonly Row[], db: Db): Promise<Row[]> {
  const unsure = rows.filter(({ account }) => account.mayBeNew);
  const names = await listProjectNames(
    db,
    unsure.map(({ account }) => account.draft.project),
  );
  return rows.map((row) => {
    if (!row.account.mayBeNew) return row;
    const draft = { ...row.account.draft, newProject: !names.has(row.account.draft.project) };
    return { ...row, account: { ...row.account, draft } };
  });
}

/** Leaves out the rows by which `recognizeRow` would recognize a request. */
async function leaveOutKnown<Row extends AccountToOpen>(rows: readonly Row[], db: Db): Promise<Row[]> {
  if (rows.length === 0) return [];
  const originsOf = ({ account }: Row) => [...account.identity.knownBy, account.formerOrigin];
  const origins = await listTakenOrigins(db, rows.flatMap(originsOf));
  const addresses = await listAddressesWithRequests(db, "account", rows.map(addressOf));
  return rows.filter(
    (row) => !addresses.has(addressOf(row)) && !originsOf(row).some((one) => origins.has(one)),
  );
}
