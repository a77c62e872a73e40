import { recordEvent } from "../db/apply-change.ts";
import { inTransaction } from "../db/client.ts";
import { revokeAccountLinks } from "../db/password-links.ts";
import { closeAccount } from "../db/registry.ts";
import { listOpenByEmail, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded } from "../db/tables/requests.ts";
import { applyAction } from "./engine/apply-action.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";

/**
 * Closes an account in the registry, and ends its owner's open requests and all links, in one transaction. From then on, no one
 * can get or use a link. Changes of a project's quotas belong to the project and stay. False if the account was already
 * closed, and nothing changed.
 */
export async function endAccess(
  account: Account,
  by: EventActor,
  { db, workflows, now }: ChangeRequestDeps,
): Promise<boolean> {
  const note = `the account ${account.username} was deactivated`;
  return inTransaction(db, async (tx) => {
    const at = now();
    if (!(await closeAccount(tx, account.id, at))) return false;
    await revokeAccountLinks(tx, account.id, at);
    let isRecorded = false;
    for (const { id } of await listOpenByEmail(tx, account.email)) {
      const request = await lockRequest(tx, id);
      if (!request || hasEnded(request)) continue;
      const action = { kind: "offboard", by, username: account.username, note } as const;
      await applyAction(tx, request, action, { workflows, now: at });
      isRecorded ||= id === account.requestId;
    }
    if (!isRecorded) await recordEvent(tx, account.requestId, eventBy(by, "offboarded", note), at);
    return true;
  });
}
