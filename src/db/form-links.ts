import { and, eq, gt, inArray, lt, notExists, sql } from "drizzle-orm";
import { type Db, inTransaction } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { type FormLink, formLinks } from "./tables/form-links.ts";
import { requests } from "./tables/requests.ts";

/** How many links may be asked for, and in which time. */
export interface FormLinkLimits {
  readonly perAddress: { readonly max: number; readonly windowMs: number };
  readonly perNetwork: { readonly max: number; readonly windowMs: number };
  readonly everywhere: { readonly max: number; readonly windowMs: number };
}

/** The limit that is reached, if it wasn't stored. */
export type FormLinkResult = "stored" | "address" | "network" | "everywhere";

/**
 * Stores a link, and in the same transaction what `also` writes, unless there are too many. All processes count together, one after
 * the other, so that simultaneous requests can't slip through.
 */
export async function insertFormLink(
  db: Db,
  link: typeof formLinks.$inferInsert,
  limits: FormLinkLimits,
  also: (tx: Db) => Promise<void>,
): Promise<FormLinkResult> {
  return inTransaction(db, async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('form-links'))`);
    const since = (windowMs: number) =>
      gt(formLinks.createdAt, new Date(link.createdAt.getTime() - windowMs));
    const { perAddress, perNetwork, everywhere } = limits;
    if ((await tx.$count(formLinks, since(everywhere.windowMs))) >= everywhere.max) return "everywhere";
    const isOfNetwork = and(eq(formLinks.network, link.network), since(perNetwork.windowMs));
    if ((await tx.$count(formLinks, isOfNetwork)) >= perNetwork.max) return "network";
    const isOfAddress = and(
      sql`lower(${formLinks.email}) = lower(${link.email})`,
      since(perAddress.windowMs),
    );
    if ((await tx.$count(formLinks, isOfAddress)) >= perAddress.max) return "address";
    await tx.insert(formLinks).values(link);
    await also(tx);
    return "stored";
  });
}

export async function findFormLink(db: Db, id: string): Promise<FormLink | undefined> {
  const [row] = await db.select().from(formLinks).where(eq(formLinks.id, id));
  return row;
}

export async function findFormLinkByToken(db: Db, tokenHash: Buffer): Promise<FormLink | undefined> {
  const [row] = await db.select().from(formLinks).where(eq(formLinks.tokenHash, tokenHash));
  return row;
}

/**
 * Counts a form that was sent. Returns false, and counts nothing, once there were `max`. One statement does both, so that no more get
 * through at the same time.
 */
export async function takeFormAttempt(db: Db, id: string, max: number): Promise<boolean> {
  const taken = await db
    .update(formLinks)
    .set({ attempts: sql`${formLinks.attempts} + 1` })
    .where(and(eq(formLinks.id, id), lt(formLinks.attempts, max)))
    .returning({ id: formLinks.id });
  return taken.length > 0;
}

/**
 * Deletes what no limit counts anymore, together with the addresses in it. A link stays as long as the request that came from it is open,
 * because its corrections count. `originOf` is what the origin of such a request begins with. Returns how many.
 */
export async function deleteOldFormLinks(tx: Db, before: Date, originOf: string): Promise<number> {
  const itsRequest = tx
    .select({ id: requests.id })
    .from(requests)
    .where(
      and(
        eq(requests.origin, sql`${originOf} || ${formLinks.id}`),
        inArray(requests.status, [...OPEN_STATUSES]),
      ),
    );
  const rows = await tx
    .delete(formLinks)
    .where(and(lt(formLinks.createdAt, before), notExists(itsRequest)))
    .returning({ id: formLinks.id });
  return rows.length;
}
