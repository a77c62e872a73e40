import { expect, it } from "vitest";
import { openDatabase } from "../src/db/client.ts";
import { sentenceOf } from "../src/sentence-of.ts";

it("A failed query is told by its cause, without the SQL and the values in it", async () => {
  const { db, close } = openDatabase({ url: "postgres://acct@127.0.0.1:1/acct" }, () => undefined);
  const failure = await db.execute("select 'CANARY'").catch((error: unknown) => error);
  expect(sentenceOf(failure)).toBe("The database (DATABASE_URL) failed: connect ECONNREFUSED 127.0.0.1:1");
  await close();
});
