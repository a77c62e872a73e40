import { alignColumns } from "../cli/align-columns.ts";
import type { SecretKeys } from "../credentials/secret-keys.ts";
import { countEvents, readEvents, readHead } from "../db/audit-seals.ts";
import type { Db } from "../db/client.ts";
import { listEvents } from "../db/requests.ts";
import type { Event } from "../db/schema.ts";
import { Failure } from "../failure/failure.ts";
import { readAuditKey } from "../pipeline/audit/audit-key.ts";
import { formatHead, type KnownHead, verifyTrail } from "../pipeline/audit/verify-trail.ts";
import { toSteps } from "../view/steps.ts";

/** Whether the audit log is as acct recorded it, and where it is not; `known`: an earlier end of it, kept elsewhere. */
export async function verifyAudit(
  db: Db,
  keys: SecretKeys,
  known?: KnownHead,
): Promise<{ readonly sound: boolean; readonly lines: readonly string[] }> {
  const { events, requests } = await countEvents(db);
  const key = await readAuditKey(db, keys);
  if (!key) {
    const lines = [
      `${events} events of ${requests} requests. None is sealed yet: acct seals them while it runs.`,
    ];
    return { sound: events === 0, lines };
  }
  const { breaks, countedOnly, unsealed } = await verifyTrail(db, key, known);
  const notes = [
    ...(unsealed > 0 ? [`${unsealed} events are not sealed yet: acct seals them while it runs.`] : []),
    ...(countedOnly > 0
      ? [
          `The first ${countedOnly} events were sealed with a key that was given up: they are complete, but cannot be verified.`,
        ]
      : []),
  ];
  if (breaks.length > 0) return { sound: false, lines: [...breaks, ...notes] };
  return { sound: true, lines: [`${events} events of ${requests} requests: all intact.`, ...notes] };
}

/** The end of the audit log, to keep where nobody who can write to the database can change it. Throws when there is none yet. */
export async function auditHead(db: Db): Promise<string> {
  const head = await readHead(db);
  if (!head) throw new Failure("No event has been sealed yet: acct seals them while it runs.");
  return formatHead(head);
}

/** Every event of a request, oldest first. Throws when there is no such request. */
export async function readHistory(db: Db, requestId: number): Promise<Event[]> {
  const history = await listEvents(db, requestId);
  if (history.length === 0) throw new Failure(`There is no request ${requestId}.`);
  return history;
}

/** Events as a table, worded as on the request's card. */
export function historyTable(history: readonly Event[], time: (at: Date) => string): string[] {
  return alignColumns([
    ["#", "TIME", "BY", "WHAT"],
    ...history.map((event) => {
      const { seq, at, actor, actorName } = event;
      // Each event by itself is the latest one, so that what it waited for has a line, too.
      const what = toSteps([event]).map(({ text }) => text.replace(/\s+/g, " "));
      return [
        String(seq),
        time(at),
        actor === actorName ? actor : `${actorName} (${actor})`,
        what.join("; "),
      ];
    }),
  ]);
}

/** Everything that was recorded of an event. */
export const eventAsJson = (event: Event): string => JSON.stringify(event);

/** Every event as a line of JSON. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for await (const event of readEvents(db)) yield eventAsJson(event);
}
