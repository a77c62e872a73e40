import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import { findLinkByRequest, findLinkByToken } from "../../db/password-links.ts";
import { consumeReset, findReset, hadResetSince, insertReset } from "../../db/password-resets.ts";
import { findAccountByEmail, findAccountById } from "../../db/registry.ts";
import { findOpenByEmail, findRequest } from "../../db/requests.ts";
import type { Account, PasswordReset } from "../../db/schema.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import type { Workflows } from "../workflows.ts";
import { confirmResetLetter } from "./confirm-reset-message.ts";
import { openPasswordRequest } from "./open-password-request.ts";
import { hashToken, resetToken, tokenOfLink } from "./password-token.ts";
import { hashPin } from "./pin.ts";

export interface ResetByEmailDeps extends Pick<PipelineDeps, "db" | "now" | "secretKey"> {
  readonly workflows: Workflows;
}

/** How long the question whether it was really they may lie in a mailbox. */
const CONFIRM_MS = 24 * 3_600_000;
/** Nobody gets more than one such mail in this time, whoever asks. */
const QUIET_MS = 10 * 60_000;

/**
 * Asks the owner of this address whether they want a new password, if it has an account. Nothing changes until they say
 * so, and nobody is asked again within ten minutes: the link that they have by then is as good as a new one, because
 * nothing of what was typed by whoever asked goes into it. Returns whether the address is known, for our ears only.
 */
export async function requestReset(
  email: string,
  { db, now, secretKey }: ResetByEmailDeps,
): Promise<boolean> {
  const account = await findAccountByEmail(db, email);
  const quiet = new Date(now().getTime() - QUIET_MS);
  if (!account) return false;
  if (await hadResetSince(db, account.id, quiet)) return true;
  const id = randomUUID();
  const createdAt = now();
  const expiresAt = new Date(createdAt.getTime() + CONFIRM_MS);
  // Together: a question that is written down and not sent would keep its owner from being asked again.
  await inTransaction(db, async (tx) => {
    await insertReset(tx, {
      id,
      accountId: account.id,
      tokenHash: hashToken(resetToken(secretKey, id)),
      createdAt,
      expiresAt,
    });
    await insertNotification(tx, confirmResetLetter(account, { id, expiresAt }), createdAt);
  });
  return true;
}

/** The account whose owner has this token from a mail of ours; undefined: nobody, or it is used or too old. */
export async function inspectReset(token: string, resetting: ResetByEmailDeps): Promise<Account | undefined> {
  const { db, now } = resetting;
  const reset = await findReset(db, hashToken(token));
  if (!isGood(reset, now())) return undefined;
  const account = await findAccountById(db, reset.accountId);
  return account?.removedAt ? undefined : account;
}

/**
 * The owner wants it: opens the request, and returns the token of its link, which comes by mail as well and asks for the
 * PIN that they choose now, if any. Undefined: the token is good for nothing.
 */
export async function confirmReset(
  token: string,
  pin: string | undefined,
  resetting: ResetByEmailDeps,
): Promise<{ readonly linkToken: string | undefined } | undefined> {
  const { db, now, secretKey } = resetting;
  const account = await inspectReset(token, resetting);
  const reset = await findReset(db, hashToken(token));
  if (!account || !reset) return undefined;
  const by = { id: `account:${account.username}`, name: account.username };
  const pinHash = pin === undefined ? undefined : await hashPin(pin, secretKey);
  const wish = { origin: `reset:${reset.id}`, by, pinHash };
  const { request } = await openPasswordRequest(account, wish, resetting);
  await consumeReset(db, reset.id, now());
  return { linkToken: await untilLink(request.id, { db, secretKey }) };
}

/**
 * A new link in place of this one, to whom it was for: once for each link, and not while a newer one is on its way.
 * False: it was sent before. Of a link that nobody ever had it says the same as of a good one.
 */
export async function renewLink(token: string, resetting: ResetByEmailDeps): Promise<boolean> {
  const { db } = resetting;
  const link = await findLinkByToken(db, hashToken(token));
  const account = link?.accountId ? await findAccountById(db, link.accountId) : undefined;
  if (!link || !account || account.removedAt) return true;
  const newer = await findOpenByEmail(db, "password", account.email);
  if (newer && newer.id !== link.requestId) return false;
  const request = link.requestId === null ? undefined : await findRequest(db, link.requestId);
  const by = { id: `account:${account.username}`, name: account.username };
  // To whom it belongs now: it may have been linked to somebody else since.
  const chatUser = request?.details.linkByChat ? (account.chatUser ?? undefined) : undefined;
  const wish = { origin: `renew:${link.id}`, by, pinHash: null, chatUser };
  return (await openPasswordRequest(account, wish, resetting)).kind === "opened";
}

const LOOK_MS = 50;
const LOOKS = 60;

/** The pipeline makes the link within a moment; whoever has shown whose mailbox it is need not wait for a second mail. */
async function untilLink(
  requestId: number,
  { db, secretKey }: Pick<PipelineDeps, "db" | "secretKey">,
): Promise<string | undefined> {
  for (let look = 0; look < LOOKS; look++) {
    const link = await findLinkByRequest(db, requestId);
    if (link) return tokenOfLink(secretKey, link);
    await pause(LOOK_MS);
  }
  return undefined;
}

function isGood(reset: PasswordReset | undefined, now: Date): reset is PasswordReset {
  return reset !== undefined && reset.usedAt === null && reset.expiresAt > now;
}
