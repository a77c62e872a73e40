import { sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type Installation, installation } from "./schema.ts";

/** What this database knows of itself. Throws when its one row is gone. */
export async function readInstallation(db: Db): Promise<Installation> {
  const [row] = await db.select().from(installation);
  if (!row) throw new Error("The table installation is empty: restore its row from a backup");
  return row;
}

/** Notes whether another acct takes a share of what people press. True for the one process whose note is news. */
export async function noteRival(db: Db, since: Date | null): Promise<boolean> {
  const isNews = since
    ? sql`${installation.rivalSince} is null`
    : sql`${installation.rivalSince} is not null`;
  const rows = await db
    .update(installation)
    .set({ rivalSince: since })
    .where(isNews)
    .returning({ id: installation.id });
  return rows.length > 0;
}
