import { applyChange, recordEvent } from "../db/change.ts";
import { inTransaction } from "../db/client.ts";
import {
  countAttempt,
  findLinkByToken,
  forgiveAttempt,
  MAX_ATTEMPTS,
  spendLink,
} from "../db/password-links.ts";
import { findAccountById } from "../db/registry.ts";
import { lockRequest } from "../db/requests.ts";
import type { Account, PasswordLink } from "../db/schema.ts";
import { PasswordRefusedError } from "../provisioners/passwords.ts";
import type { Journeys } from "./journeys.ts";
import { hashToken } from "./password-token.ts";
import { isPin } from "./pin.ts";
import { settle } from "./settle.ts";
import type { Tools } from "./tools.ts";

export type LinkState =
  | { readonly kind: "open"; readonly username: string; readonly asksPin: boolean }
  | { readonly kind: "unknown" | "used" | "expired" | "locked" };

export type Chosen =
  | { readonly kind: "set"; readonly username: string }
  | { readonly kind: "wrong-pin"; readonly left: number }
  | { readonly kind: "refused"; readonly why: string }
  | Exclude<LinkState, { kind: "open" }>;

export interface Choosing extends Pick<Tools, "db" | "now" | "passwords" | "secretKey"> {
  readonly journeys: Journeys;
}

/** What the link of this token is good for, before anything is typed. */
export async function lookAtLink(token: string, { db, now }: Choosing): Promise<LinkState> {
  const link = await findLinkByToken(db, hashToken(token));
  const account = link && (await findAccountById(db, link.accountId));
  if (!link || !account) return { kind: "unknown" };
  return stateOf(link, account, now());
}

/**
 * Sets the account's password in every system that holds one, and uses the link up. A wrong PIN costs one of three
 * attempts; a password that a policy refuses costs nothing. Interrupted half-way, the link still works.
 */
export async function choosePassword(
  { token, pin, password }: { readonly token: string; readonly pin: string; readonly password: string },
  choosing: Choosing,
): Promise<Chosen> {
  const { db, now, passwords, secretKey } = choosing;
  const link = await findLinkByToken(db, hashToken(token));
  const account = link && (await findAccountById(db, link.accountId));
  if (!link || !account) return { kind: "unknown" };

  const left = await countAttempt(db, link.id, now());
  if (left === undefined) return closedState(token, choosing);
  if (link.pinHash !== null && !(await isPin(pin, link.pinHash, secretKey))) {
    return left > 0 ? { kind: "wrong-pin", left } : { kind: "locked" };
  }
  await forgiveAttempt(db, link.id);

  try {
    await Promise.all(passwords.map(({ setPassword }) => setPassword(account, password)));
  } catch (error) {
    if (error instanceof PasswordRefusedError) return { kind: "refused", why: error.message };
    throw error;
  }
  await spend(link, account, choosing);
  return { kind: "set", username: account.username };
}

/** After an attempt was refused: why, as the link stands now. */
async function closedState(token: string, choosing: Choosing): Promise<Chosen> {
  const state = await lookAtLink(token, choosing);
  return state.kind === "open" ? { kind: "locked" } : state;
}

function stateOf(link: PasswordLink, { username }: Account, now: Date): LinkState {
  if (link.usedAt) return { kind: "used" };
  if (link.attempts >= MAX_ATTEMPTS) return { kind: "locked" };
  if (link.expiresAt <= now) return { kind: "expired" };
  return { kind: "open", username, asksPin: link.pinHash !== null };
}

/** Marks the link as used and lets the waiting request go on, together. */
async function spend(link: PasswordLink, account: Account, { db, now, journeys }: Choosing): Promise<void> {
  await inTransaction(db, async (tx) => {
    const request = await lockRequest(tx, link.requestId);
    if (!request || !(await spendLink(tx, link.id, now()))) return;
    const by = { id: `account:${account.username}`, name: account.username };
    const change = settle(request, { kind: "set-password", by }, journeys[request.kind], now());
    if (request.status === "waiting" && request.stage === "hand-over") {
      await applyChange(tx, request, change, now(), { notify: true });
    } else {
      await recordEvent(tx, request.id, change.event, now());
    }
  });
}
