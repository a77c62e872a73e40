import { recordEvent } from "../db/apply-change.ts";
import type { Db } from "../db/client.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";

/** Records why someone was suspended in the history of the request, also after it has ended. */
export async function giveReason(
  requestId: number,
  reason: string,
  by: EventActor,
  { db, now }: { readonly db: Db; readonly now: () => Date },
): Promise<void> {
  await recordEvent(db, requestId, eventBy(by, "reason-given", reason), now());
}
