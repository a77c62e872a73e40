import type { Change, NewEvent } from "./change.ts";
import { applyStatement, factNames, RECORD_EVENT } from "./change-statements.ts";
import type { Db } from "./client.ts";
import type { Request } from "./schema.ts";

interface Guard {
  /** The engine: the lease that it claimed. A zombie that lost it changes nothing. */
  readonly leaseToken?: number;
  /** Keeps the lease and its end in `runAt`, to go on with the next stage at once. */
  readonly keepLease?: boolean;
  /** Tells all processes that there is work. The engine does not: it wakes its own loops, and a NOTIFY queues commits behind one another. */
  readonly notify?: boolean;
}

/**
 * Applies a change in one statement, only if the request is still as `before` says: same lease, or, for a person's deed, same version.
 * Returns the new version, or undefined when somebody else was faster and nothing was changed.
 */
export async function applyChange(
  db: Db,
  before: Pick<Request, "id" | "version" | "stage">,
  change: Change,
  now: Date,
  { leaseToken, keepLease = false, notify = false }: Guard = {},
): Promise<number | undefined> {
  const { facts, event, messages, cards } = change;
  const names = factNames(facts);
  const { name, text } = applyStatement(names, messages.length > 0, cards.length > 0);
  const lists = [
    ...(names.length > 0 ? [facts] : []),
    ...(messages.length > 0 ? [messages] : []),
    ...(cards.length > 0 ? [cards] : []),
  ];
  const { rows } = await db.$client.query<{ version: number }>({
    name,
    text,
    values: [
      before.id,
      leaseToken ?? null,
      before.version,
      change.status,
      change.stage,
      change.attempt,
      change.runAt,
      change.problem,
      before.stage,
      now,
      keepLease,
      event.kind,
      event.actor,
      event.actorName,
      event.note,
      JSON.stringify(event.detail ?? {}),
      notify,
      ...lists.map((list) => JSON.stringify(list)),
    ],
  });
  return rows[0]?.version;
}

/** Adds to the history of a request, and to what its cards show, without touching where it stands or who works on it. */
export async function recordEvent(db: Db, requestId: number, event: NewEvent, now: Date): Promise<void> {
  await db.$client.query({
    name: "record-event",
    text: RECORD_EVENT,
    values: [
      requestId,
      now,
      event.kind,
      event.actor,
      event.actorName,
      event.note,
      JSON.stringify(event.detail ?? {}),
    ],
  });
}
