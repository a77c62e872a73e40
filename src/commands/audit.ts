import { stepsOf } from "../chat/steps-of.ts";
import { alignColumns } from "../cli/align-columns.ts";
import { countEvents, findTampering, readEvents } from "../db/audit.ts";
import type { Db } from "../db/client.ts";
import { listEvents } from "../db/requests.ts";
import type { Event } from "../db/schema.ts";
import { Failure } from "../failure.ts";

/** Whether the audit trail is as it was written, and where it is not. */
export async function verifyAudit(
  db: Db,
): Promise<{ readonly sound: boolean; readonly lines: readonly string[] }> {
  const breaks = await findTampering(db);
  const { events, requests } = await countEvents(db);
  if (breaks.length === 0) {
    return {
      sound: true,
      lines: [`${events} events of ${requests} requests: every one is as it was written.`],
    };
  }
  return {
    sound: false,
    lines: breaks.map(({ requestId, seq, fault }) => `request ${requestId}, event ${seq}: ${fault}`),
  };
}

/** Every event of a request, oldest first. Throws when there is no such request. */
export async function readHistory(db: Db, requestId: number): Promise<Event[]> {
  const history = await listEvents(db, requestId);
  if (history.length === 0) throw new Failure(`There is no request ${requestId}.`);
  return history;
}

/** Events as a table, in the words of the request's card. */
export function historyTable(history: readonly Event[], time: (at: Date) => string): string[] {
  return alignColumns([
    ["#", "TIME", "BY", "WHAT"],
    ...history.map((event) => {
      const { seq, at, actor, actorName } = event;
      // By itself each event is the latest, so that also what it waited for has its line.
      const what = stepsOf([event]).map(({ text }) => text.replace(/\s+/g, " "));
      return [
        String(seq),
        time(at),
        actor === actorName ? actor : `${actorName} (${actor})`,
        what.join("; "),
      ];
    }),
  ]);
}

/** An event with all that was written of it. */
export function eventAsJson({ hash, ...event }: Event): string {
  return JSON.stringify({ ...event, hash: hash.toString("hex") });
}

/** Every event as a line of JSON. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for await (const event of readEvents(db)) yield eventAsJson(event);
}
