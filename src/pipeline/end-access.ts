import { closeAccount } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import type { Db } from "../db/client.ts";
import { inTransaction } from "../db/client.ts";
import { revokeAccountLinks } from "../db/password-links.ts";
import { listOpenByEmail, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { wakeRequestsOfPi } from "../db/waiting-requests.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";
import { kindsThat } from "./kinds/kinds.ts";

/**
 * Closes an account in the registry, and ends its owner's open requests and all links, in one transaction. From then on, no one
 * can get or use a link. False if the account was already
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
    // Their stage finds that this person decides nothing anymore, and asks the admins.
    if (account.chatUser) await wakeRequestsOfPi(tx, account.chatUser, at);
    let isRecorded = false;
    for (const { id } of await listEndingRequests(tx, account)) {
      const request = await lockRequest(tx, id);
      if (!request || hasEnded(request)) continue;
      const command = { kind: "offboard", by, username: account.username, note } as const;
      await applyCommand(tx, request, command, { workflows, now: at });
      isRecorded ||= id === account.requestId;
    }
    if (!isRecorded) await recordAccountEvent(tx, account, eventBy(by, "offboarded", note), at);
    return true;
  });
}

/** The open requests that end if this account is closed. Those that are about something that stays, such as a project, stay open. */
export async function listEndingRequests(db: Db, { email }: Pick<Account, "email">): Promise<Request[]> {
  if (email === null) return [];
  return listOpenByEmail(
    db,
    email,
    kindsThat(({ endsWithAccount }) => endsWithAccount),
  );
}
