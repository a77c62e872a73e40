import { Failure } from "../../failure/failure.ts";
import { ChangeRejectedError } from "../tickets.ts";
import type { RtClient } from "./rt-client.ts";
import { ticketRecord } from "./rt-records.ts";

/** Adds a comment. RT puts it into a transaction or refuses the request, so it isn't read back. Returns the ID of the transaction. */
export function comment(client: RtClient, id: number, text: string): Promise<number> {
  return write(client, `ticket/${id}/comment`, { Content: text, ContentType: "text/plain" });
}

interface Message {
  readonly id: number;
  readonly text: string;
  readonly status: string | undefined;
}

/**
 * Writes to the requestors. RT reopens a ticket that gets a message, unless the same request sets its status. Throws a
 * `ChangeRejectedError` if the message was sent and the status is another one afterwards.
 */
export async function correspond(client: RtClient, { id, text, status }: Message): Promise<void> {
  await write(client, `ticket/${id}/correspond`, {
    Content: text,
    ContentType: "text/plain",
    ...(status === undefined ? {} : { Status: status }),
  });
  if (status === undefined) return;
  const { Status: now } = await client.get(`ticket/${id}?fields[Queue]=Name`, ticketRecord);
  if (now !== status) {
    throw new ChangeRejectedError(
      `Request Tracker sent the message on ticket ${id}, but its status is ${now} instead of ${status}`,
    );
  }
}

async function write(client: RtClient, path: string, body: object): Promise<number> {
  const { location } = await client.send({ method: "POST", path, body });
  const [, id] = /\/transaction\/(\d+)$/.exec(location ?? "") ?? [];
  if (id === undefined)
    throw new Failure(`Request Tracker did not say where it put a message (${path})`, { lasts: true });
  return Number(id);
}
