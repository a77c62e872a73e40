import { expect, it } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { waitForDatabase } from "../../src/health/wait-for-database.ts";
import { openLog } from "../../src/log.ts";
import { aFailure } from "../a-failure.ts";

it("A wait for the database ends with a failure that names the cause, without SQL", async () => {
  const { db, close } = openDatabase({ url: "postgres://acct@127.0.0.1:1/acct" }, () => undefined);
  const waiting = waitForDatabase(db, { log: openLog("silent"), maxWaitMs: 300, tryEveryMs: 50 });
  await expect(waiting).rejects.toMatchObject(aFailure(/ \d+ s .*DATABASE_URL: .*127\.0\.0\.1:1 /));
  await expect(waiting).rejects.not.toThrow(/select/i);
  await close();
});
