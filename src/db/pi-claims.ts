import { and, eq, getTableColumns, gt, inArray, lte, ne } from "drizzle-orm";
import type { Db } from "./client.ts";
import { OPEN_PI_CLAIM_STATES, type PiClaimState } from "./names.ts";
import { type PiClaim, piClaims } from "./tables/pi-claims.ts";
import { projects } from "./tables/projects.ts";

const select = (db: Db) =>
  db
    .select({ ...getTableColumns(piClaims), project: projects.name })
    .from(piClaims)
    .innerJoin(projects, eq(projects.id, piClaims.projectId));

export async function findPiClaim(db: Db, id: string): Promise<PiClaim | undefined> {
  const [row] = await select(db).where(eq(piClaims.id, id));
  return row;
}

export async function findPiClaimByToken(db: Db, tokenHash: Buffer): Promise<PiClaim | undefined> {
  const [row] = await select(db).where(eq(piClaims.tokenHash, tokenHash));
  return row;
}

/** Reads a claim's state and keeps it from changing until the transaction ends. */
export async function lockPiClaim(tx: Db, id: string): Promise<PiClaimState | undefined> {
  const [row] = await tx
    .select({ state: piClaims.state })
    .from(piClaims)
    .where(eq(piClaims.id, id))
    .for("update");
  return row?.state;
}

/** Adds a claim. Returns false if this address has an open one for this project. */
export async function insertPiClaim(tx: Db, claim: typeof piClaims.$inferInsert): Promise<boolean> {
  const rows = await tx.insert(piClaims).values(claim).onConflictDoNothing().returning({ id: piClaims.id });
  return rows.length === 1;
}

/** Records the person's answer. Returns false if they have answered, or the question has expired. */
export async function answerPiClaim(
  tx: Db,
  id: string,
  state: Extract<PiClaimState, "claimed" | "declined">,
  now: Date,
): Promise<boolean> {
  const rows = await tx
    .update(piClaims)
    .set({ state, answeredAt: now })
    .where(and(eq(piClaims.id, id), eq(piClaims.state, "asked"), gt(piClaims.expiresAt, now)))
    .returning({ id: piClaims.id });
  return rows.length === 1;
}

/** Records what an admin decided on a claim. Returns false if someone else was faster. */
export async function decidePiClaim(
  tx: Db,
  id: string,
  state: Extract<PiClaimState, "confirmed" | "rejected" | "overtaken">,
  by: { readonly id: string; readonly name: string; readonly now: Date },
): Promise<boolean> {
  const rows = await tx
    .update(piClaims)
    .set({ state, decidedBy: by.id, decidedByName: by.name, decidedAt: by.now })
    .where(and(eq(piClaims.id, id), eq(piClaims.state, "claimed")))
    .returning({ id: piClaims.id });
  return rows.length === 1;
}

/** Ends the open claims of a project that has a PI now, except the one with this ID. Returns them as they were. */
export async function overtakePiClaims(
  tx: Db,
  { id, projectId }: { readonly id?: string; readonly projectId: number },
): Promise<(typeof piClaims.$inferSelect)[]> {
  const isOther = and(
    eq(piClaims.projectId, projectId),
    id === undefined ? undefined : ne(piClaims.id, id),
    inArray(piClaims.state, [...OPEN_PI_CLAIM_STATES]),
  );
  const others = await tx.select().from(piClaims).where(isOther).for("update");
  await tx.update(piClaims).set({ state: "overtaken" }).where(isOther);
  return others;
}

/** Ends the questions that no one has answered in time. Returns them. */
export async function expirePiClaims(tx: Db, now: Date): Promise<PiClaim[]> {
  const rows = await tx
    .update(piClaims)
    .set({ state: "expired" })
    .where(and(eq(piClaims.state, "asked"), lte(piClaims.expiresAt, now)))
    .returning({ id: piClaims.id });
  if (rows.length === 0) return [];
  return select(tx).where(
    inArray(
      piClaims.id,
      rows.map(({ id }) => id),
    ),
  );
}
