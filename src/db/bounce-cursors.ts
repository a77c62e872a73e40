import { eq, gt, lte, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type BounceCursor, bounceCursors } from "./tables/bounce-cursors.ts";

/** Takes a mailbox for one poll. Undefined if a process began one since `since`; one after `future` comes from a wrong clock. */
export async function takeMailbox(
  db: Db,
  mailbox: string,
  { now, since, future }: { readonly now: Date; readonly since: Date; readonly future: Date },
): Promise<BounceCursor | undefined> {
  const [row] = await db
    .insert(bounceCursors)
    .values({ mailbox, polledAt: now })
    .onConflictDoUpdate({
      target: bounceCursors.mailbox,
      set: { polledAt: now },
      setWhere: sql`${lte(bounceCursors.polledAt, since)} or ${gt(bounceCursors.polledAt, future)}`,
    })
    .returning();
  return row;
}

/** Records how far a mailbox was read. */
export async function moveCursor(
  db: Db,
  { mailbox, validity, lastUid }: Pick<BounceCursor, "mailbox" | "validity" | "lastUid">,
): Promise<void> {
  await db
    .update(bounceCursors)
    .set({ validity, lastUid, failingSince: null, problem: null })
    .where(eq(bounceCursors.mailbox, mailbox));
}

/** Records why a mailbox can't be read. Returns since when. */
export async function recordMailboxProblem(
  db: Db,
  mailbox: string,
  { problem, now }: { readonly problem: string; readonly now: Date },
): Promise<Date> {
  const [row] = await db
    .update(bounceCursors)
    .set({ problem, failingSince: sql`coalesce(${bounceCursors.failingSince}, ${now})` })
    .where(eq(bounceCursors.mailbox, mailbox))
    .returning({ since: bounceCursors.failingSince });
  return row?.since ?? now;
}

export async function findCursor(db: Db, mailbox: string): Promise<BounceCursor | undefined> {
  const [row] = await db.select().from(bounceCursors).where(eq(bounceCursors.mailbox, mailbox));
  return row;
}
