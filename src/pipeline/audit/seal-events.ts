import { extendChain, listUnsealed, lockSealing, readHead } from "../../db/audit-seals.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import type { AuditSeal } from "../../db/tables/audit-seals.ts";
import { hashEvent, NO_HASH, signHead } from "./chain.ts";

const BATCH = 500;

/** The result of one call. If `more` is true, there may be more events to seal. */
export interface Sealed {
  readonly count: number;
  readonly more: boolean;
}

/**
 * Adds events without a seal to the audit chain. Only one process does this at a time; another one that tries seals nothing.
 * `all` also finds events that were left behind long ago.
 */
export async function sealEvents(
  db: Db,
  key: Buffer,
  { all, now }: { readonly all: boolean; readonly now: Date },
): Promise<Sealed> {
  return inTransaction(db, async (tx) => {
    if (!(await lockSealing(tx))) return { count: 0, more: false };
    const fresh = await listUnsealed(tx, { all, limit: BATCH });
    if (fresh.length === 0) return { count: 0, more: false };
    const head = await readHead(tx);
    let { position, hash } = head ?? { position: 0, hash: NO_HASH };
    const seals: AuditSeal[] = [];
    for (const event of fresh) {
      position++;
      hash = hashEvent(key, hash, event);
      const { id, requestId, personId, projectId } = event;
      seals.push({ position, eventId: id, requestId, personId, projectId, hash });
    }
    await extendChain(tx, seals, {
      position,
      hash,
      signature: signHead(key, { position, hash }),
      sealedAt: now,
    });
    return { count: fresh.length, more: fresh.length === BATCH };
  });
}
