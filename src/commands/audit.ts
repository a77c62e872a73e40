import { countEvents, findTampering, readEvents } from "../db/audit.ts";
import type { Db } from "../db/client.ts";
import { listEvents } from "../db/requests.ts";

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

/** Every event of a request as it was written, oldest first. Throws when there is no such request. */
export async function showAudit(db: Db, requestId: number): Promise<string[]> {
  const history = await listEvents(db, requestId);
  if (history.length === 0) throw new Error(`There is no request ${requestId}.`);
  return history.map(({ seq, at, kind, stage, actor, actorName, note, detail }) => {
    const more = Object.keys(detail).length > 0 ? `  ${JSON.stringify(detail)}` : "";
    const who = actor === actorName ? actor : `${actorName} (${actor})`;
    return `${String(seq).padStart(4)}  ${at.toISOString()}  ${kind} at ${stage}, by ${who}  ${note}${more}`;
  });
}

/** Every event as a line of JSON. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for await (const { hash, ...event } of readEvents(db)) {
    yield JSON.stringify({ ...event, hash: hash.toString("hex") });
  }
}
