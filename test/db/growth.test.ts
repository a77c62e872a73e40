import { afterAll, beforeAll, expect, it } from "vitest";
import { type Db, openDatabase } from "../../src/db/client.ts";
import { gatherBurst } from "../../src/db/digests.ts";
import { extendLeases } from "../../src/db/leases.ts";
import { findSimilarAccounts } from "../../src/db/registry.ts";
import { listAskedBy } from "../../src/db/requests.ts";
import { type CardRow, requests } from "../../src/db/schema.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());

const CLOSED = 20_000;

beforeAll(async () => {
  await database.query(
    `insert into requests (kind, status, stage, stage_since, clock_since, created_at, updated_at, origin,
       given_name, family_name, email, project)
     select 'account', 'closed', 'close', now(), now(), now() - n * interval '1 minute', now(), 'old:' || n,
       'Given' || n, 'Family' || n, 'person' || n || '@example.org', 'astro' from generate_series(1, ${CLOSED}) n`,
  );
  await database.query(
    `insert into cards (request_id, audience, place, message, posted_at, wanted_version, shown_version)
     select id, 'admin', 'C1', 'C1/' || id, created_at, 1, 1 from requests`,
  );
  await database.query(
    `insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, hash)
     select id, 1, created_at, 'stage-done', 'close', 'acct', 'acct', '', '\\x00' from requests`,
  );
  await database.query(
    `insert into projects (name, gid_number, request_id, created_at)
     select 'astro', 5001, min(id), now() from requests`,
  );
  await database.query(
    `insert into accounts (username, uid_number, given_name, family_name, email, project_id, request_id, created_at)
     select 'user' || id, 20000 + id, given_name, family_name, email, (select id from projects), id, now() from requests`,
  );
  await database.query("analyze");
});

/** The rows that PostgreSQL read from one end of a table to the other, while `work` was done. */
async function scannedRows(work: (db: Db) => Promise<unknown>): Promise<number> {
  const read = async () => {
    const [row] = await database.query<{ rows: string }>(
      "select sum(seq_tup_read) as rows from pg_stat_user_tables",
    );
    return Number(row?.rows);
  };
  const before = await read();
  const name = "acct-growth";
  const { db, close } = openDatabase({ url: database.url }, () => undefined, { name });
  await work(db);
  await close();
  // A connection hands in its figures as it ends.
  await expect
    .poll(() => database.query("select from pg_stat_activity where application_name = $1", [name]))
    .toEqual([]);
  return (await read()) - before;
}

const now = new Date();
const card = { id: 1, place: "C1", audience: "admin" } as CardRow;

it.each<[string, (db: Db) => Promise<unknown>]>([
  ["the heartbeat of leases", (db) => extendLeases(db, requests, [1, 2], { by: 7, now, leaseMs: 30_000 })],
  ["posting a new card", (db) => gatherBurst(db, card, 10, now)],
  ["a person's own requests", (db) => listAskedBy(db, { user: "UAMY", email: "person7@example.org" }, 10)],
  ["looking for namesakes", (db) => findSimilarAccounts(db, { givenName: "Amy", familyName: "Ash" })],
])("However many requests are closed, %s reads no table from end to end", async (_, work) => {
  expect(await scannedRows(work)).toBeLessThan(100);
});

it("The measure itself sees a table that is read from end to end", async () => {
  expect(await scannedRows((db) => db.execute("select max(given_name) from requests"))).toBe(CLOSED);
});
