import { isNull, sql } from "drizzle-orm";
import { Failure } from "../failure/failure.ts";
import type { Db } from "./client.ts";
import { type Installation, installation } from "./tables/installation.ts";

/** Reads the identity of this installation. Throws if the row is gone. */
export async function readInstallation(db: Db): Promise<Installation> {
  const [row] = await db.select().from(installation);
  if (!row) throw new Failure("The table installation is empty: restore its row from a backup.");
  return row;
}

/** Records whether another acct receives some of the clicks. Returns true for the one process that recorded the change. */
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

/** Saves the encrypted key of the audit chain for everything after a position, unless there is a key. Runs inside a transaction. */
export async function saveAuditKey(tx: Db, sealedAuditKey: Buffer, auditKeyAfter: number): Promise<boolean> {
  const rows = await tx
    .update(installation)
    .set({ sealedAuditKey, auditKeyAfter })
    .where(isNull(installation.sealedAuditKey))
    .returning({ id: installation.id });
  return rows.length > 0;
}
