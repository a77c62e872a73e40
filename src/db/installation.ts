import type { Db } from "./client.ts";
import { type Installation, installation } from "./schema.ts";

/** What this database knows of itself. Throws when its one row is gone. */
export async function readInstallation(db: Db): Promise<Installation> {
  const [row] = await db.select().from(installation);
  if (!row) throw new Error("The table installation is empty: restore its row from a backup");
  return row;
}
