import { expect, it } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { describeForOperator } from "../../src/failure/describe-failure.ts";

it("An operator reads the cause of a failed query, without the SQL and the values in it", async () => {
  const { db, close } = openDatabase({ url: "postgres://acct@127.0.0.1:1/acct" }, () => undefined);
  const failure = await db.execute("select 'CANARY'").catch((error: unknown) => error);
  expect(describeForOperator(failure)).toBe(
    "DATABASE_URL: can't connect to 127.0.0.1:1 (connection refused). Is PostgreSQL running?",
  );
  await close();
});
