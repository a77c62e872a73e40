import { expect, it } from "vitest";
import { openDatabase } from "../src/db/client.ts";
import { openLog } from "../src/log.ts";
import { waitForDatabase } from "../src/wait-for-database.ts";

it("Whoever has waited long enough for the database is told so in a sentence that names the cause, without SQL", async () => {
  const { db, close } = openDatabase({ url: "postgres://acct@127.0.0.1:1/acct" }, () => undefined);
  const waiting = waitForDatabase(db, { log: openLog("silent"), patienceMs: 300, tryEveryMs: 50 });
  await expect(waiting).rejects.toThrow(
    /^The database \(DATABASE_URL\) failed: connect ECONNREFUSED 127\.0\.0\.1:1; acct has waited \d+ s for it$/,
  );
  await close();
});
