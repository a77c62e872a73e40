import { and, asc, count, countDistinct, eq, gt, gte, max, min, notExists, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type AuditHead, auditHead } from "./tables/audit-head.ts";
import { type AuditSeal, auditSeals } from "./tables/audit-seals.ts";
import { type AuditEvent, events } from "./tables/events.ts";
import { people } from "./tables/people.ts";
import { projects } from "./tables/projects.ts";
import { requests } from "./tables/requests.ts";

const SEALING_LOCK = 7_234_652;
/** An event may be committed after events with higher numbers, but never after this many. */
const LATE_BY = 1000;

/** Takes the sealing lock inside a transaction. Returns false if another process is sealing. */
export async function lockSealing(tx: Db): Promise<boolean> {
  const { rows } = await tx.execute<{ locked: boolean }>(
    sql`select pg_try_advisory_xact_lock(${SEALING_LOCK}) as locked`,
  );
  return rows[0]?.locked ?? false;
}

export async function readHead(db: Db): Promise<AuditHead | undefined> {
  const [row] = await db.select().from(auditHead);
  return row;
}

/** Lists events without a seal, in order. `all` includes those that a crash or a command left behind long ago. */
export async function listUnsealed(
  db: Db,
  { all, limit }: { readonly all: boolean; readonly limit: number },
): Promise<AuditEvent[]> {
  const [recent] = all
    ? []
    : await db
        .select({ from: min(auditSeals.eventId) })
        .from(auditSeals)
        .where(
          gt(auditSeals.position, sql`(select coalesce(max(position), 0) - ${LATE_BY} from ${auditSeals})`),
        );
  const seal = db.select({ one: sql`1` }).from(auditSeals).where(eq(auditSeals.eventId, events.id));
  return db
    .select()
    .from(events)
    .where(and(gte(events.id, recent?.from ?? 0), notExists(seal)))
    .orderBy(asc(events.id))
    .limit(limit);
}

/** Returns the number of the newest event; 0 if there is none. */
export async function readLastEventId(db: Db): Promise<number> {
  const [row] = await db.select({ last: max(events.id) }).from(events);
  return row?.last ?? 0;
}

/** Adds seals to the chain and moves its end, inside a transaction. */
export async function extendChain(
  tx: Db,
  seals: readonly AuditSeal[],
  head: Omit<AuditHead, "onlyRow">,
): Promise<void> {
  if (seals.length > 0) await tx.insert(auditSeals).values([...seals]);
  await tx.insert(auditHead).values(head).onConflictDoUpdate({ target: auditHead.onlyRow, set: head });
}

/** A link of the chain with its event, or null if the event is gone. */
export interface SealedEvent {
  readonly seal: AuditSeal;
  readonly event: AuditEvent | null;
}

const PAGE_SIZE = 1000;

/** Reads the whole chain page by page, because it can be long. */
export async function* readChain(db: Db): AsyncGenerator<SealedEvent> {
  let last = Number.NEGATIVE_INFINITY;
  for (;;) {
    const page = await db
      .select({ seal: auditSeals, event: events })
      .from(auditSeals)
      .leftJoin(events, eq(events.id, auditSeals.eventId))
      .where(Number.isFinite(last) ? gt(auditSeals.position, last) : undefined)
      .orderBy(asc(auditSeals.position))
      .limit(PAGE_SIZE);
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < PAGE_SIZE) return;
    last = end.seal.position;
  }
}

/** A request, person or project. */
export interface Subject {
  readonly kind: "request" | "person" | "project";
  readonly id: number;
}

/** Reads the subject of an event or a seal. */
export const readSubject = ({
  requestId,
  personId,
  projectId,
}: Pick<AuditEvent, "requestId" | "personId" | "projectId">): Subject => {
  if (personId !== null) return { kind: "person", id: personId };
  return projectId === null ? { kind: "request", id: requestId ?? 0 } : { kind: "project", id: projectId };
};

export interface IncompleteHistory extends Subject {
  readonly changes: number;
  readonly events: number;
}

const SUBJECTS = [
  { kind: "request", table: requests, column: events.requestId },
  { kind: "person", table: people, column: events.personId },
  { kind: "project", table: projects, column: events.projectId },
] as const;

/** Lists requests, people and projects whose number of changes differs from their number of events. Every change is an event. */
export async function listIncompleteHistories(db: Db): Promise<readonly IncompleteHistory[]> {
  const found: IncompleteHistory[] = [];
  for (const { kind, table, column } of SUBJECTS) {
    const recorded = db.$count(events, eq(column, table.id));
    const rows = await db
      .select({ id: table.id, changes: table.version, events: recorded })
      .from(table)
      .where(sql`${table.version} <> ${recorded}`)
      .orderBy(asc(table.id));
    found.push(...rows.map((row) => ({ kind, ...row })));
  }
  return found;
}

export async function countUnsealed(db: Db): Promise<number> {
  const seal = db.select({ one: sql`1` }).from(auditSeals).where(eq(auditSeals.eventId, events.id));
  return db.$count(events, notExists(seal));
}

export async function countEvents(db: Db): Promise<{ readonly events: number; readonly requests: number }> {
  const [row] = await db.select({ events: count(), requests: countDistinct(events.requestId) }).from(events);
  return row ?? { events: 0, requests: 0 };
}

/** Reads all events in the order in which they were recorded, page by page, because there can be many. */
export async function* readEvents(db: Db): AsyncGenerator<AuditEvent> {
  for (let last = 0; ; ) {
    const page = await db
      .select()
      .from(events)
      .where(gt(events.id, last))
      .orderBy(asc(events.id))
      .limit(PAGE_SIZE);
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < PAGE_SIZE) return;
    last = end.id;
  }
}
