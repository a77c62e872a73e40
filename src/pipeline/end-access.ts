import { closeAccount, listAccountsOfPerson } from "../db/accounts.ts";
import { recordAccountEvent } from "../db/apply-change.ts";
import type { Db } from "../db/client.ts";
import { inTransaction } from "../db/client.ts";
import { expireClaims } from "../db/link-claims.ts";
import { VALID_LINK_STATES } from "../db/names.ts";
import { revokeAccountLinks } from "../db/password-links.ts";
import { listIdentities } from "../db/people.ts";
import { listOpenOf, lockRequest } from "../db/requests.ts";
import type { Account } from "../db/tables/accounts.ts";
import { hasEnded, type Request } from "../db/tables/requests.ts";
import { wakeRequestsDecidedBy } from "../db/waiting-requests.ts";
import { applyCommand } from "./engine/apply-command.ts";
import type { ChangeRequestDeps } from "./engine/change-request.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";
import { kindsThat } from "./kinds/kinds.ts";

/**
 * Closes an account in the registry, and ends its owner's open requests and all links, in one transaction. From then on, no one
 * can get or use a link, and what waits for the owner's decision goes to the admins. False if the account was already closed,
 * and nothing changed.
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
    if (!(await hasAnotherAccount(tx, account))) {
      await expireClaims(tx, account.personId, at);
      // Their stage finds that this person decides nothing anymore, and asks the admins.
      await wakeRequestsDecidedBy(tx, await keysOf(tx, account), at);
    }
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

/**
 * The open requests that end if this account is closed. Those that are about something that stays, such as a project, stay open,
 * and so do those about another account of the same person.
 */
export async function listEndingRequests(db: Db, account: Account): Promise<Request[]> {
  const kinds = kindsThat(({ endsWithAccount }) => endsWithAccount);
  const open = await listOpenOf(db, await keysOf(db, account), kinds);
  if (!(await hasAnotherAccount(db, account))) return open;
  return open.filter(({ username }) => username === account.username);
}

/** By what the requests and decisions of the account's owner are found: their chat users and addresses. */
export async function keysOf(db: Db, { personId, email }: Account) {
  const known = (await listIdentities(db, personId)).filter(({ state }) =>
    VALID_LINK_STATES.some((valid) => valid === state),
  );
  const values = (wanted: "chat" | "email") =>
    known.filter(({ kind }) => kind === wanted).map(({ value }) => value);
  return {
    users: values("chat"),
    emails: [...new Set([...values("email"), ...(email === null ? [] : [email.toLowerCase()])])],
  };
}

/** Tells whether the person keeps another account, with which they continue to decide. */
export async function hasAnotherAccount(db: Db, { id, personId }: Account): Promise<boolean> {
  return (await listAccountsOfPerson(db, personId)).some((one) => one.id !== id && !one.removedAt);
}
