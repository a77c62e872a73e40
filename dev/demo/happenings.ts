import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { EventKind, StageName, TemplateName } from "../../src/db/names.ts";

/** An event by its kind, or by its kind and stage. */
export type Happening = EventKind | `${EventKind} ${StageName}`;

const POLL_MS = 100;
const TIMEOUT_MS = 60_000;

/** Whether the audit log has one of these events for a request of this person. */
export function hasHappened(
  databaseUrl: string,
  email: string,
  what: readonly Happening[],
): Promise<boolean> {
  return exists(
    databaseUrl,
    `select 1 from events e join requests r on r.id = e.request_id
      where r.email = $1 and (e.kind = any($2) or e.kind || ' ' || e.stage = any($2)) limit 1`,
    [email, what],
  );
}

/** Waits until the audit log has this event for a request of this person. */
export function untilHappened(databaseUrl: string, email: string, what: Happening): Promise<void> {
  return until(() => hasHappened(databaseUrl, email, [what]), `the event "${what}" of ${email}`);
}

/** Waits until a notification with this template was sent to this address. */
export function untilSent(databaseUrl: string, email: string, template: TemplateName): Promise<void> {
  const query = "select 1 from notifications where to_email = $1 and template = $2 and sent_at is not null";
  return until(() => exists(databaseUrl, query, [email, template]), `the email "${template}" to ${email}`);
}

async function until(isDone: () => Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + TIMEOUT_MS;
  while (!(await isDone())) {
    if (performance.now() > end) throw new Error(`Timed out waiting for ${what}.`);
    await delay(POLL_MS);
  }
}

async function exists(databaseUrl: string, query: string, values: unknown[]): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(query, values);
    return (rowCount ?? 0) > 0;
  } finally {
    await client.end();
  }
}
