import { alignColumns } from "../cli/align-columns.ts";
import type { SecretKeys } from "../credentials/secret-keys.ts";
import { countEvents, readEvents, readHead } from "../db/audit-seals.ts";
import type { Db } from "../db/client.ts";
import { listEvents } from "../db/requests.ts";
import type { AuditEvent, Event } from "../db/tables/events.ts";
import { Failure } from "../failure/failure.ts";
import { readAuditKey } from "../pipeline/audit/audit-key.ts";
import { formatHead, type KnownHead, verifyAuditLog } from "../pipeline/audit/verify-audit-log.ts";
import { toSteps } from "../view/steps.ts";

/** Checks whether the audit log is as acct recorded it, and finds where it isn't. `known` is an earlier end of the log, kept elsewhere. */
export async function verifyAudit(
  db: Db,
  keys: SecretKeys,
  known?: KnownHead,
): Promise<{ readonly sound: boolean; readonly lines: readonly string[] }> {
  const { events, requests } = await countEvents(db);
  const key = await readAuditKey(db, keys);
  if (!key) {
    const lines = [
      `${events} events of ${requests} requests. None of them is sealed yet; acct seals events while it runs.`,
    ];
    return { sound: events === 0, lines };
  }
  const { breaks, countedOnly, unsealed } = await verifyAuditLog(db, key, known);
  const notes = [
    ...(unsealed > 0
      ? [
          `${unsealed} ${unsealed === 1 ? "event is" : "events are"} not sealed yet; acct seals events while it runs.`,
        ]
      : []),
    ...(countedOnly > 0
      ? [
          `The first ${countedOnly} events were sealed with a key that has been dropped: none is missing, but their content can't be verified.`,
        ]
      : []),
  ];
  if (breaks.length > 0) return { sound: false, lines: [...breaks, ...notes] };
  return { sound: true, lines: [`${events} events of ${requests} requests: all intact.`, ...notes] };
}

/** Returns the end of the audit log, to be kept where people who can write to the database can't change it. Throws if there is none yet. */
export async function auditHead(db: Db): Promise<string> {
  const head = await readHead(db);
  if (!head) throw new Failure("No event has been sealed yet; acct seals events while it runs.");
  return formatHead(head);
}

/** Returns every event of a request, oldest first. Throws if there is no such request. */
export async function readHistory(db: Db, requestId: number): Promise<Event[]> {
  const history = await listEvents(db, requestId);
  if (history.length === 0) throw new Failure(`Request ${requestId} not found.`);
  return history;
}

/** Formats events as a table, with the wording of the request's card. */
export function historyTable(history: readonly Event[], time: (at: Date) => string): string[] {
  return alignColumns([
    ["#", "TIME", "BY", "WHAT"],
    ...history.map((event) => {
      const { seq, at, actor, actorName } = event;
      // Each event is formatted alone, as the latest one, so that waiting events get a line as well.
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

/** Returns everything that was recorded about an event. */
export const eventAsJson = (event: AuditEvent): string => JSON.stringify(event);

/** Yields every event as one line of JSON. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for await (const event of readEvents(db)) yield eventAsJson(event);
}
