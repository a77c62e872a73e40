import type { Config } from "../config/config.ts";
import { isDatabaseHere } from "../config/is-loopback.ts";
import type { SetpassConfig } from "../config/setpass-config.ts";
import { checkClock, checkDatabase } from "../db/check-database.ts";
import type { Db } from "../db/client.ts";
import { mayRewriteAuditLog } from "../db/grant-rights.ts";
import type { Check, Checked } from "./doctor-check.ts";
import { checkKeys } from "./keys.ts";

/** The database, its clock, and whether the secret key is the one with which its data was written. */
export function databaseChecks({ database, secretKey }: Config | SetpassConfig, db: Db): Check[] {
  return [
    ["database", () => checkTables(database)],
    ["clock", () => checkClock(database.url, () => new Date())],
    ["secret key", () => checkKeys(db, secretKey, new Date())],
  ];
}

/** Whether the database is reachable, current, and encrypted on the way. */
export async function checkTables({ url }: Config["database"]): Promise<Checked> {
  const { sentence, isEncrypted } = await checkDatabase(url);
  if (isEncrypted || isDatabaseHere(url)) return { sentence, warnings: [] };
  return {
    sentence,
    warnings: ["the connection is not encrypted: anyone on the network path can read the data"],
  };
}

/** Warns if the database password is enough to rewrite the audit log. */
export async function checkAuditLog(db: Db): Promise<Checked> {
  if (!(await mayRewriteAuditLog(db)))
    return { sentence: "acct's database role can only add events", warnings: [] };
  return {
    sentence: "events are sealed with a key that is not in the database",
    warnings: [
      "acct's database role owns the tables, so a stolen database password is enough to rewrite the audit log; docs/audit-log.md shows how to use two roles",
    ],
  };
}
