import { expect, it } from "vitest";
import { openDatabase } from "../src/db/client.ts";
import { sayToOperator } from "../src/say-failure.ts";

it("An operator reads the cause of a failed query, without the SQL and the values in it", async () => {
  const { db, close } = openDatabase({ url: "postgres://acct@127.0.0.1:1/acct" }, () => undefined);
  const failure = await db.execute("select 'CANARY'").catch((error: unknown) => error);
  expect(sayToOperator(failure)).toBe("The database (DATABASE_URL) failed: connect ECONNREFUSED 127.0.0.1:1");
  await close();
});
