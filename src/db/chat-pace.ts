import { lt, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { chatPace } from "./tables/chat-pace.ts";

interface WantedSlot {
  /** No slot is granted while the chat rate-limits this method. */
  readonly method: string;
  readonly place: string;
  /** The pace of the place: one message per `everyMs`, after a burst of `burst` messages. */
  readonly everyMs: number;
  readonly burst: number;
}

/** A slot this close is close enough: a call may come slightly early. */
const MAX_EARLY_MS = 50;
/** Callers ask again after this time at the latest, because others may have given up their slots by then. */
const LONGEST_WAIT_MS = 10_000;

/**
 * Takes the next slot of a place. Returns 0, or the time in ms after which to ask again; every waiting caller gets a
 * different time, so that they don't all come back for the same slot. This is one statement because all processes ask
 * at the same time.
 */
export async function takeSlot(db: Db, { method, place, everyMs, burst }: WantedSlot): Promise<number> {
  const ms = (count: number) => sql`${count} * interval '1 ms'`;
  const { rows } = await db.execute<{ granted: boolean; wait: number }>(sql`
    insert into chat_pace as p (name, busy_until, next_turn, granted)
    select ${place}, clock_timestamp() + ${ms(everyMs)}, clock_timestamp(), true
    where not exists (select 1 from chat_pace where name = ${method} and busy_until > clock_timestamp())
    on conflict (name) do update set (busy_until, next_turn, granted) = (
      select
        case when is_free then level else p.busy_until end,
        case when is_free then p.next_turn
          else least(greatest(p.next_turn, free_at), now + ${ms(LONGEST_WAIT_MS)}) + ${ms(everyMs)} end,
        is_free
      from (select clock_timestamp() as now) as clock
        cross join lateral (select greatest(p.busy_until, now) + ${ms(everyMs)} as level) as filled
        cross join lateral (select level - ${ms(burst * everyMs)} as free_at) as drained
        cross join lateral (select free_at <= now + ${ms(MAX_EARLY_MS)} as is_free) as looked
    )
    returning granted, extract(epoch from next_turn - clock_timestamp())::float8 * 1000 - ${everyMs}::float8 as wait`);
  const [row] = rows;
  if (!row) return heldFor(db, method);
  return row.granted ? 0 : Math.max(1, row.wait);
}

/** Returns for how many ms this method must not be called, or 0 if it may be called. */
export async function heldFor(db: Db, method: string): Promise<number> {
  const { rows } = await db.execute<{ wait: number }>(sql`
    select extract(epoch from busy_until - clock_timestamp())::float8 * 1000 as wait
    from chat_pace where name = ${method}`);
  return Math.max(0, rows[0]?.wait ?? 0);
}

/** Keeps all processes from calling this method for this time. */
export async function holdMethod(db: Db, method: string, forMs: number): Promise<void> {
  const until = sql`clock_timestamp() + ${forMs} * interval '1 ms'`;
  await db
    .insert(chatPace)
    .values({ name: method, busyUntil: until, nextTurn: until, granted: false })
    .onConflictDoUpdate({
      target: chatPace.name,
      set: { busyUntil: sql`greatest(${chatPace.busyUntil}, excluded.busy_until)` },
    });
}

/** Deletes expired rows. Returns how many. */
export async function forgetPace(db: Db, before: Date): Promise<number> {
  const rows = await db
    .delete(chatPace)
    .where(lt(chatPace.busyUntil, before))
    .returning({ name: chatPace.name });
  return rows.length;
}
