import { expect, it } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { describeForOperator } from "../../src/failure/describe-failure.ts";

it("An operator reads the cause of a failed query without its SQL and values", async () => {
  const { db, close } = openDatabase({ url: "postgres://acct@127.0.0.1:1/acct" }, () => undefined);
  const failure = await db.execute("select 'CANARY'").catch((error: unknown) => error);
  const described = describeForOperator(failure);
  expect(described).toMatch(/^DATABASE_URL: .*127\.0\.0\.1:1 .*PostgreSQL/);
  expect(described).not.toMatch(/CANARY|select/);
  await close();
});
