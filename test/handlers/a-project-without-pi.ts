import { eq } from "drizzle-orm";
import type { Db } from "../../src/db/client.ts";
import { findPiClaim } from "../../src/db/pi-claims.ts";
import { adoptProject } from "../../src/db/projects.ts";
import { type PiClaim, piClaims } from "../../src/db/tables/pi-claims.ts";
import type { Project } from "../../src/db/tables/projects.ts";
import { START } from "../in-memory/pipeline-deps.ts";

let next = 6000;

/** A project that was there before acct, and that no one leads as far as acct knows. */
export const aProjectWithoutPi = (db: Db, name: string): Promise<Project> =>
  adoptProject(db, { name, gidNumber: next++, adopted: true, source: "adopted", createdAt: START });

/** The claim of this address that was decided last or is still open, as it is now. */
export async function claimOf(db: Db, email: string): Promise<PiClaim | undefined> {
  const rows = await db.select().from(piClaims).where(eq(piClaims.email, email));
  const rank = ({ state }: (typeof rows)[number]) =>
    ["asked", "claimed", "confirmed", "rejected", "overtaken", "expired", "declined"].indexOf(state);
  const [open] = rows.sort((a, b) => rank(a) - rank(b));
  return open && findPiClaim(db, open.id);
}
