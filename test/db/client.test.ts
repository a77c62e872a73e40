import { afterAll, expect, it } from "vitest";
import { inTransaction } from "../../src/db/client.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());

it("A connection that is cut between two statements fails that transaction, not the process, and the next one works", async () => {
  const cut = inTransaction(database.db, async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>("select pg_backend_pid() as pid");
    const pid = [rows[0]?.pid];
    await database.query("select pg_terminate_backend($1)", pid);
    await expect
      .poll(() => database.query("select from pg_stat_activity where pid = $1", pid))
      .toHaveLength(0);
    await tx.execute("select 1");
  });
  await expect(cut).rejects.toThrow();
  expect(await inTransaction(database.db, async (tx) => (await tx.execute("select 1")).rowCount)).toBe(1);
});
