import pg from "pg";
import type { TestDatabase } from "../new-database.ts";

/** An arbitrary class of advisory locks, which acct does not use. */
const LOCK = 77;

/** Makes every event of this database wait for a lock, so that a process can be killed right before it commits an event. */
export async function holdEvents(database: Pick<TestDatabase, "url" | "query">) {
  await database.query(`
    create function wait_at_event() returns trigger language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(${LOCK}, hashtext(new.kind || ' at ' || new.stage));
      return new;
    end $$;
    create trigger wait_at_event before insert on events for each row execute function wait_at_event()`);
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  return {
    /** From now on, a transaction that writes this event ("waiting at await-pi") waits. */
    hold: (event: string) => holder.query("select pg_advisory_lock($1, hashtext($2))", [LOCK, event]),
    release: (event: string) => holder.query("select pg_advisory_unlock($1, hashtext($2))", [LOCK, event]),
    /** The waiting connections of this database; pg_locks shows those of every database on the server. */
    waiting: () =>
      database.query<{ pid: number; client_port: number }>(`
        select a.pid, a.client_port from pg_locks l join pg_stat_activity a using (pid)
        where l.locktype = 'advisory' and l.classid = ${LOCK} and not l.granted and a.datname = current_database()`),
    end: () => holder.end(),
  };
}
