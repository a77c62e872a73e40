import { afterAll, beforeAll, expect, it } from "vitest";
import { type Db, openDatabase } from "../../src/db/client.ts";
import { fillDatabase } from "../growth/fill-database.ts";
import { HOT_QUERIES } from "../growth/hot-queries.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());

const CLOSED = 20_000;
const OPEN = 60;

beforeAll(() => fillDatabase(database, { closed: CLOSED, open: OPEN }), 60_000);

/** Counts the rows of growing tables that PostgreSQL read in full scans during `work`. */
async function scannedRows(work: (db: Db) => Promise<unknown>): Promise<number> {
  const read = async () => {
    const [row] = await database.query<{ rows: string }>(
      "select sum(seq_tup_read) as rows from pg_stat_user_tables where n_live_tup >= $1",
      [CLOSED],
    );
    return Number(row?.rows);
  };
  const before = await read();
  const name = "acct-growth";
  const { db, close } = openDatabase({ url: database.url }, () => undefined, { name });
  await work(db);
  await close();
  // A connection reports its statistics when it closes.
  await expect
    .poll(() => database.query("select from pg_stat_activity where application_name = $1", [name]))
    .toEqual([]);
  return (await read()) - before;
}

it.each(HOT_QUERIES)("No matter how many requests are closed, %s scans no whole table", async (_, ask) => {
  expect(await scannedRows((db) => ask(db, new Date()))).toBe(0);
});

it("The measurement detects the scan of a whole table", async () => {
  const rows = await scannedRows((db) => db.execute("select max(given_name) from requests"));
  expect(rows).toBe(CLOSED + OPEN);
});
