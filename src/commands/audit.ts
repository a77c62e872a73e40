import { countEvents, findTampering, readEvents } from "../db/audit.ts";
import type { Db } from "../db/client.ts";

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

/** Every event as a line of JSON. */
export async function* exportAudit(db: Db): AsyncGenerator<string> {
  for await (const { hash, ...event } of readEvents(db)) {
    yield JSON.stringify({ ...event, hash: hash.toString("hex") });
  }
}
