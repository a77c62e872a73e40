import { applyChange, recordEvent } from "../db/apply-change.ts";
import { inTransaction } from "../db/client.ts";
import { endLinksOf } from "../db/password-links.ts";
import { closeAccount } from "../db/registry.ts";
import { listOpenOf, lockRequest } from "../db/requests.ts";
import { type Account, isOver } from "../db/schema.ts";
import type { ActingOn } from "./act-on.ts";
import { by, type Doer } from "./changes.ts";
import { journeyOf } from "./journey-of.ts";
import { settle } from "./settle.ts";

/**
 * Closes an account in the registry and ends what is open of its owner, with every link, all together: from then on nobody
 * gets a link or uses one. Changes of a project's quotas belong to the project, and stay. False: it was closed before,
 * and nothing was changed.
 */
export async function endAccess(
  account: Account,
  doer: Doer,
  { db, journeys, now }: ActingOn,
): Promise<boolean> {
  const note = `the account ${account.username} is closed`;
  return inTransaction(db, async (tx) => {
    const at = now();
    if (!(await closeAccount(tx, account.id, at))) return false;
    await endLinksOf(tx, account.id, at);
    let isRecorded = false;
    for (const { id } of await listOpenOf(tx, account.email)) {
      const request = await lockRequest(tx, id);
      if (!request || isOver(request)) continue;
      const deed = { kind: "offboard", by: doer, username: account.username, note } as const;
      const change = settle(request, deed, journeyOf(request, journeys), at);
      await applyChange(tx, request, change, at, { notify: true });
      isRecorded ||= id === account.requestId;
    }
    if (!isRecorded) await recordEvent(tx, account.requestId, by(doer, "offboarded", note), at);
    return true;
  });
}
