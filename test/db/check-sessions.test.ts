import { afterAll, expect, it } from "vitest";
import { startPgBouncer } from "../../dev/local-stack/pgbouncer.ts";
import { checkSessions } from "../../src/db/check-sessions.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());

it("PgBouncer in transaction mode is rejected with advice on what to do, even by simultaneous checks", async () => {
  const bouncer = await startPgBouncer(database.url, "transaction");
  for (let n = 0; n < 10; n++) {
    await expect(checkSessions(bouncer.url)).rejects.toThrow(/transaction mode.*pool_mode = session/);
  }
  const all = await Promise.allSettled(Array.from({ length: 10 }, () => checkSessions(bouncer.url)));
  expect(all.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
  await bouncer.stop();
});

it("PgBouncer in session mode and PostgreSQL itself are accepted", async () => {
  const bouncer = await startPgBouncer(database.url, "session");
  for (const url of [bouncer.url, database.url]) await checkSessions(url);
  await bouncer.stop();
});
