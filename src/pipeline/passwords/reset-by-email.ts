import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { findAccountByEmail, findAccountById } from "../../db/accounts.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { findLinkByRequest, findLinkByToken } from "../../db/password-links.ts";
import { consumeReset, findReset, hadResetSince, insertReset } from "../../db/password-resets.ts";
import { findOpenRequest, findRequest } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { PasswordReset } from "../../db/tables/password-resets.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Workflows } from "../workflows.ts";
import { confirmResetMessage } from "./confirm-reset-message.ts";
import { createPasswordRequest } from "./create-password-request.ts";
import { hashToken, resetToken, tokenOfLink } from "./password-token.ts";
import { hashPin } from "./pin.ts";

export interface ResetByEmailDeps extends Pick<PipelineDeps, "db" | "now" | "secretKey"> {
  readonly workflows: Workflows;
}

/** The link in the confirmation email works this long. */
const CONFIRM_MS = 24 * 3_600_000;
/** Each person gets at most one such email in this time, regardless of who requests it. */
const COOLDOWN_MS = 10 * 60_000;

/**
 * If the address has an account, asks its owner whether they want a new password. Nothing changes until they confirm, and they
 * are not asked again within ten minutes: the link they already have is as good as a new one, because it contains nothing
 * that was typed into the form. Returns whether the address is known, which must never be shown.
 */
export async function requestReset(
  email: string,
  { db, now, secretKey }: ResetByEmailDeps,
): Promise<boolean> {
  const account = await findAccountByEmail(db, email);
  const cooldownStart = new Date(now().getTime() - COOLDOWN_MS);
  if (!account) return false;
  if (account.suspendedAt) return true;
  if (await hadResetSince(db, account.id, cooldownStart)) return true;
  const id = randomUUID();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + CONFIRM_MS);
  // Both are written together: a reset without a message would keep its owner from being asked again.
  await inTransaction(db, async (tx) => {
    await insertReset(tx, {
      id,
      accountId: account.id,
      tokenHash: hashToken(resetToken(secretKey, id)),
      createdAt,
      expiresAt,
    });
    await insertNotification(tx, confirmResetMessage(account, { id, expiresAt }), createdAt);
  });
  return true;
}

/** The account whose owner got this token in our email; undefined if there is none, or the token has been used or has expired. */
export async function inspectReset(token: string, deps: ResetByEmailDeps): Promise<Account | undefined> {
  const { db, now } = deps;
  const reset = await findReset(db, hashToken(token));
  if (!isUsable(reset, now())) return undefined;
  const account = await findAccountById(db, reset.accountId);
  return account?.removedAt || account?.suspendedAt ? undefined : account;
}

/**
 * The owner has confirmed: opens the request and returns the token of its link. The link also comes by email, and asks for the
 * PIN that they choose now, if any. Undefined if the token is not valid.
 */
export async function confirmReset(
  token: string,
  pin: string | undefined,
  deps: ResetByEmailDeps,
): Promise<{ readonly linkToken: string | undefined } | undefined> {
  const { db, now, secretKey } = deps;
  const account = await inspectReset(token, deps);
  const reset = await findReset(db, hashToken(token));
  if (!account || !reset) return undefined;
  const by = { id: `account:${account.username}`, name: account.username };
  const pinHash = pin === undefined ? undefined : await hashPin(pin, secretKey);
  const input = { origin: `reset:${reset.id}`, by, pinHash };
  const { request } = await createPasswordRequest(account, input, deps);
  await consumeReset(db, reset.id, now());
  return { linkToken: await waitForLink(request.id, { db, secretKey }) };
}

/**
 * Sends a new link in place of this one to the same person, once for each link, and not while a newer one is on its way.
 * False if it was sent before. An unknown link gives the same answer as a valid one.
 */
export async function renewLink(token: string, deps: ResetByEmailDeps): Promise<boolean> {
  const { db } = deps;
  const link = await findLinkByToken(db, hashToken(token));
  const account = link?.accountId ? await findAccountById(db, link.accountId) : undefined;
  if (!link || !account?.email || account.removedAt || account.suspendedAt) return true;
  const newer = await findOpenRequest(db, "password", { email: account.email, username: account.username });
  if (newer && newer.id !== link.requestId) return false;
  const request = link.requestId === null ? undefined : await findRequest(db, link.requestId);
  const by = { id: `account:${account.username}`, name: account.username };
  // The current person in the chat: the account may have been linked to someone else since.
  const chatUser = request?.details.linkByChat ? (account.chatUser ?? undefined) : undefined;
  const input = { origin: `renew:${link.id}`, by, pinHash: null, chatUser };
  return (await createPasswordRequest(account, input, deps)).kind === "created";
}

const POLL_MS = 50;
const MAX_POLLS = 60;

/** The pipeline creates the link in a moment, so someone who has proven that the mailbox is theirs need not wait for a second email. */
async function waitForLink(
  requestId: number,
  { db, secretKey }: Pick<PipelineDeps, "db" | "secretKey">,
): Promise<string | undefined> {
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    const link = await findLinkByRequest(db, requestId);
    if (link) return tokenOfLink(secretKey, link);
    await pause(POLL_MS);
  }
  return undefined;
}

function isUsable(reset: PasswordReset | undefined, now: Date): reset is PasswordReset {
  return reset !== undefined && reset.usedAt === null && reset.expiresAt > now;
}
