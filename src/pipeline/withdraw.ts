import { applyChange } from "../db/change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { endLink } from "../db/password-links.ts";
import { lockRequest } from "../db/requests.ts";
import { OPEN_STATUSES } from "../db/schema.ts";
import type { Journeys } from "./journeys.ts";
import { type Doer, settle } from "./settle.ts";

interface Withdrawing {
  readonly db: Db;
  readonly journeys: Journeys;
  readonly now: () => Date;
}

/** Takes a request back, and its password link with it. Nothing happens to one that is over already. */
export async function withdraw(
  requestId: number,
  { by, note }: { readonly by: Doer; readonly note: string },
  { db, journeys, now }: Withdrawing,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const request = await lockRequest(tx, requestId);
    if (!request || !OPEN_STATUSES.some((status) => status === request.status)) return;
    const change = settle(request, { kind: "withdraw", by, note }, journeys[request.kind], now());
    await applyChange(tx, request, change, now(), { notify: true });
    await endLink(tx, requestId, now());
  });
}
