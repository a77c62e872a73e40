import { recordAccountEvent, recordRegistryEvent } from "../../db/apply-change.ts";
import type { NewEvent } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import type { Account } from "../../db/tables/accounts.ts";

/** Records what happened to a link, in the history of the account or, if the person has none, in their own. */
export async function recordLinkEvent(
  tx: Db,
  personId: number,
  account: Account | undefined,
  event: NewEvent,
  now: Date,
): Promise<void> {
  if (account) await recordAccountEvent(tx, account, event, now);
  else await recordRegistryEvent(tx, { kind: "person", id: personId }, event, now);
}
