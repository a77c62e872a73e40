import pg from "pg";
import type { EventKind, StageName, TemplateName } from "../../src/db/names.ts";
import { until } from "./until.ts";

/** An event by its kind, or by its kind and stage. */
export type Happening = EventKind | `${EventKind} ${StageName}`;

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

/** Whether the audit log has this event for a project. */
export function hasHappenedTo(databaseUrl: string, project: string, what: EventKind): Promise<boolean> {
  const query =
    "select 1 from events e join projects p on p.id = e.project_id where p.name = $1 and e.kind = $2 limit 1";
  return exists(databaseUrl, query, [project, what]);
}

/** Waits until the audit log has this event for a request of this person. */
export async function untilHappened(databaseUrl: string, email: string, what: Happening): Promise<void> {
  await until(() => hasHappened(databaseUrl, email, [what]), `the event "${what}" of ${email}`);
}

/** Waits until the audit log has this event for a project. */
export async function untilHappenedTo(databaseUrl: string, project: string, what: EventKind): Promise<void> {
  const isDone = () => hasHappenedTo(databaseUrl, project, what);
  await until(isDone, `the event "${what}" of the project ${project}`);
}

/** Waits until a notification with this template was sent to this address. */
export async function untilSent(databaseUrl: string, email: string, template: TemplateName): Promise<void> {
  const query = "select 1 from notifications where to_email = $1 and template = $2 and sent_at is not null";
  await until(() => exists(databaseUrl, query, [email, template]), `the email "${template}" to ${email}`);
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
