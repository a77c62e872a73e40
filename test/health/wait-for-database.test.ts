import { expect, it } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { waitForDatabase } from "../../src/health/wait-for-database.ts";
import { openLog } from "../../src/log.ts";

it("Whoever has waited long enough for the database is told so in a sentence that names the cause, without SQL", async () => {
  const { db, close } = openDatabase({ url: "postgres://acct@127.0.0.1:1/acct" }, () => undefined);
  const waiting = waitForDatabase(db, { log: openLog("silent"), patienceMs: 300, tryEveryMs: 50 });
  await expect(waiting).rejects.toThrow(
    /^acct waited \d+ s for the database\. DATABASE_URL: can't connect to 127\.0\.0\.1:1 \(connection refused\)\. Is PostgreSQL running\?$/,
  );
  await close();
});
