import { setTimeout as pause } from "node:timers/promises";
import { findAccountById } from "../../db/accounts.ts";
import { recordEvent } from "../../db/apply-change.ts";
import {
  acquireAttemptLock,
  extendAttemptLock,
  HEARTBEAT_MS,
  recordLockedAttempt,
  releaseAttemptLock,
} from "../../db/attempt-locks.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotificationFor } from "../../db/links-by-key.ts";
import {
  consumeLink,
  dropPendingPasswords,
  findLinkByToken,
  forgetPinOfAccount,
  type LeftAfterUse,
  noteUnanswered,
  revokeStaleLink,
} from "../../db/password-links.ts";
import { findRequest, lockHandOvers } from "../../db/requests.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { PasswordLink } from "../../db/tables/password-links.ts";
import { Failure } from "../../failure/failure.ts";
import type { SelfServicePasswords } from "../../provisioners/password-store.ts";
import {
  NotAskedError,
  PasswordRejectedError,
  PasswordsDeniedError,
  StalePasswordError,
} from "../../provisioners/password-store.ts";
import { applyCommand } from "../engine/apply-command.ts";
import { insist } from "../engine/insist.ts";
import { passwordSet } from "../engine/transition-by-command.ts";
import { toAdminChannel } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { seal, unseal } from "../secrets/seal.ts";
import type { Workflows } from "../workflows.ts";
import { hashToken } from "./password-token.ts";
import { isPin } from "./pin.ts";
import { setInAllStores } from "./set-in-all-stores.ts";
import { settleOtherLinks } from "./settle-other-links.ts";

export type LinkState =
  | {
      readonly kind: "open";
      readonly username: string | undefined;
      readonly asksPin: boolean;
      /** Known facts about the person, which make a password easy to guess. */
      readonly about: readonly string[];
    }
  | { readonly kind: "unknown" }
  /** `renewable`: its owner has a known address, where a new one can be sent. */
  | { readonly kind: "expired" | "locked" | "stale" | "unsure"; readonly renewable: boolean }
  | {
      readonly kind: "used";
      readonly renewable: boolean;
      readonly username: string | undefined;
      /** The systems that get the password as soon as they respond. */
      readonly later: readonly string[];
      /** The systems that have the password, but in which acct could not log in with it. */
      readonly noLogin: readonly string[];
    };

export type SetPasswordResult =
  | { readonly kind: "set"; readonly username: string | undefined; readonly later: readonly string[] }
  /** Another attempt with the same link was faster. */
  | { readonly kind: "already-set" }
  | { readonly kind: "wrong-pin"; readonly left: number }
  /** `why` is the message of the system that rejects it; the systems in `taken` already have it, until another one is chosen. */
  | {
      readonly kind: "rejected";
      readonly by: string;
      readonly why: string;
      readonly taken: readonly string[];
    }
  /** No attempt is used up. "denied": the system responded and changed nothing, and an admin has to act. */
  | { readonly kind: "unreachable" | "denied"; readonly error: unknown }
  /** Someone else has changed the one-time password since. */
  | { readonly kind: "stale" }
  /** Two answers were lost: the password may have been set, and the link has ended. */
  | { readonly kind: "unsure" }
  /** An admin has locked the person out of one of the systems. */
  | { readonly kind: "shut" }
  | { readonly kind: "busy" }
  | { readonly kind: "unknown" | "used" | "expired" | "locked" };

export interface SetPasswordDeps extends Pick<PipelineDeps, "db" | "now" | "passwords" | "secretKey"> {
  readonly workflows: Workflows;
  /** The system in which users change their own passwords; undefined if there is none. */
  readonly ownPasswords: SelfServicePasswords | undefined;
  /** Admins are told here that a system does not let us set passwords. If undefined, only the log says so. */
  readonly adminChannels?: readonly string[] | undefined;
  /** This many wrong PINs lock a link. */
  readonly maxAttempts: number;
}

interface SetPasswordInput {
  readonly token: string;
  readonly pin: string;
  readonly password: string;
}

/** Returns what the link with this token can be used for, before anything is typed. */
export async function inspectLink(
  token: string,
  { db, now, maxAttempts }: SetPasswordDeps,
): Promise<LinkState> {
  const link = await findLinkByToken(db, hashToken(token));
  if (!link) return { kind: "unknown" };
  const account = link.accountId === null ? undefined : await findAccountById(db, link.accountId);
  const renewable = account !== undefined && account.removedAt === null && account.suspendedAt === null;
  if (link.usedAt)
    return {
      kind: "used",
      renewable,
      username: account?.username,
      later: link.pending,
      noLogin: link.noLogin,
    };
  if (link.staleSince) return { kind: whyEnded(link), renewable };
  if (isLocked(link, maxAttempts, now())) return { kind: "locked", renewable };
  if (link.expiresAt <= now()) return { kind: "expired", renewable };
  const about = account
    ? [account.username, account.givenName, account.familyName, account.email ?? ""].filter(Boolean)
    : [];
  return { kind: "open", username: account?.username, asksPin: link.pinHash !== null, about };
}

/**
 * Sets the password in every system that stores one for the link's person, and consumes the link. Attempts with one link are
 * handled one after another. A locked link is reported first, then a wrong PIN, then an expired link. Only a wrong PIN uses up
 * an attempt.
 */
export async function setPasswordByLink(
  input: SetPasswordInput,
  deps: SetPasswordDeps,
): Promise<SetPasswordResult> {
  const { db, now, secretKey } = deps;
  const link = await waitForAttemptLock(hashToken(input.token), deps);
  if (!("id" in link)) return link;

  const heartbeat = setInterval(() => {
    // A lost heartbeat only ends the lock early, and every attempt is counted before its PIN is checked.
    extendAttemptLock(db, link, now()).catch(() => undefined);
  }, HEARTBEAT_MS);
  let wasWrong = false;
  try {
    if (link.pinHash !== null && !(await isPin(input.pin, link.pinHash, secretKey))) {
      wasWrong = true;
      const left = deps.maxAttempts - link.attempts;
      return { kind: "wrong-pin", left };
    }
    if (link.expiresAt <= now()) return { kind: "expired" };
    return link.keystoneUserId === null
      ? await setForAccount(link, input.password, deps)
      : await setForKeystoneUser(link, link.keystoneUserId, input.password, deps);
  } finally {
    clearInterval(heartbeat);
    // A lock that cannot be released expires on its own, and the result counts anyway.
    await insist(() => releaseAttemptLock(db, link, !wasWrong), soon()).catch(() => undefined);
  }
}

const INSIST_MS = 15_000;
/** Gives up after the time for which a person may wait for the page and the database may come back. */
const soon = () => {
  const until = performance.now() + INSIST_MS;
  return () => performance.now() > until;
};

const POLL_MS = 25;
/** Together, the time that a person waits for a page. */
const MAX_POLLS = 800;

/** While an attempt holds the lock, it may have the right PIN; then the link will be used, not locked. */
function isLocked({ attempts, attemptLockUntil }: PasswordLink, maxAttempts: number, now: Date): boolean {
  return attempts >= maxAttempts && (attemptLockUntil === null || attemptLockUntil <= now);
}

/** The reasons why a link of a Keystone user ended early. */
const whyEnded = ({ unansweredSince }: PasswordLink) => (unansweredSince ? "unsure" : "stale");

type NoLock = { readonly kind: "unknown" | "used" | "stale" | "unsure" | "locked" | "already-set" | "busy" };

/** The link, once this attempt has its lock; or why it will never get it. */
async function waitForAttemptLock(
  tokenHash: Buffer,
  { db, now, maxAttempts }: SetPasswordDeps,
): Promise<PasswordLink | NoLock> {
  const before = await findLinkByToken(db, tokenHash);
  if (!before) return { kind: "unknown" };
  if (before.usedAt) return { kind: "used" };
  if (before.staleSince) return { kind: whyEnded(before) };
  for (let poll = 0; poll < MAX_POLLS; poll++) {
    const locked = await acquireAttemptLock(db, tokenHash, maxAttempts, now());
    if (locked) return locked;
    const link = await findLinkByToken(db, tokenHash);
    if (!link) return { kind: "unknown" };
    if (link.usedAt) return { kind: "already-set" };
    if (link.staleSince) return { kind: whyEnded(link) };
    if (isLocked(link, maxAttempts, now())) {
      await recordLockedAttempt(db, tokenHash);
      return { kind: "locked" };
    }
    await pause(POLL_MS);
  }
  return { kind: "busy" };
}

async function setForAccount(
  link: PasswordLink,
  password: string,
  deps: SetPasswordDeps,
): Promise<SetPasswordResult> {
  const { db, passwords, secretKey } = deps;
  const account = link.accountId === null ? undefined : await findAccountById(db, link.accountId);
  if (!account || account.removedAt) return { kind: "unknown" };
  if (account.suspendedAt) return { kind: "shut" };

  const set = await setInAllStores(account, password, passwords);
  if (set.locked) return { kind: "shut" };
  if (set.rejected) return { kind: "rejected", ...set.rejected, taken: set.taken };
  if (set.taken.length === 0) {
    if (!(set.error instanceof PasswordsDeniedError)) return { kind: "unreachable", error: set.error };
    await reportDenial(link, set.error, deps);
    return { kind: "denied", error: set.error };
  }
  const later = set.unreachable;
  const left = {
    pending: later,
    noLogin: [...set.rejecting, ...set.untried],
    sealedPassword: later.length === 0 ? null : seal(secretKey, password, link.id),
  };
  await insist(() => consumeForRequest(link, account, deps, left), soon());
  if (set.rejecting.length > 0) await reportRejectedLogin(link, account, set.rejecting, deps);
  return { kind: "set", username: account.username, later };
}

async function setForKeystoneUser(
  link: PasswordLink,
  userId: string,
  password: string,
  { db, now, ownPasswords, secretKey }: SetPasswordDeps,
): Promise<SetPasswordResult> {
  if (!ownPasswords) throw new Failure("A link of a Keystone user was opened, and no Keystone is configured");
  if (link.sealedPassword === null) return { kind: "expired" };
  const original = unseal(secretKey, link.sealedPassword, userId);
  const mayBeSet = link.unansweredSince !== null;
  await noteUnanswered(db, link, now());
  try {
    await ownPasswords.changeOwnPassword(userId, { original, password, mayBeSet });
  } catch (error) {
    // Keystone counts failed logins and locks people out after some, so a link may cause at most three.
    if (error instanceof StalePasswordError) {
      await revokeStaleLink(db, link, { staleSince: now(), unansweredSince: null });
      return { kind: "stale" };
    }
    const isAnswered =
      error instanceof PasswordRejectedError ||
      error instanceof PasswordsDeniedError ||
      error instanceof NotAskedError;
    if (!isAnswered && mayBeSet) {
      await insist(() => revokeStaleLink(db, link, { staleSince: now(), unansweredSince: now() }), soon());
      return { kind: "unsure" };
    }
    if (isAnswered && !mayBeSet) await noteUnanswered(db, link, null);
    if (error instanceof PasswordRejectedError) {
      return { kind: "rejected", by: ownPasswords.name, why: error.message, taken: [] };
    }
    return { kind: error instanceof PasswordsDeniedError ? "denied" : "unreachable", error };
  }
  // The one-time password is gone: without this record, the next attempt would blame someone else for changing it.
  await insist(() => consumeLink(db, link, now()), soon());
  return { kind: "set", username: undefined, later: [] };
}

async function reportDenial(link: PasswordLink, { message }: Error, deps: SetPasswordDeps): Promise<void> {
  const why = `Could not set a password: ${message}. We told the person to try again later.`;
  await tellAdmins(link, { cause: "passwords-denied", why }, deps);
}

async function reportRejectedLogin(
  link: PasswordLink,
  { username }: Account,
  systems: readonly string[],
  deps: SetPasswordDeps,
): Promise<void> {
  const where = systems.join(" and ");
  const why = `${where} took a new password for ${username} but rejects a login with it: check there whether the account has expired or has to change its password first. If this happens to others today, acct won't say so.`;
  await tellAdmins(link, { cause: `login-rejected:${systems.toSorted().join()}`, why }, deps);
}

/** Tells the admins once a day, because everyone with a link would run into the same problem. */
async function tellAdmins(
  { requestId }: PasswordLink,
  { cause, why }: { readonly cause: string; readonly why: string },
  { db, now, adminChannels }: SetPasswordDeps,
): Promise<void> {
  const request = requestId === null ? undefined : await findRequest(db, requestId);
  if (!request || adminChannels === undefined) return;
  const today = now().toISOString().slice(0, 10);
  const notification = {
    ...toAdminChannel(request, adminChannels, why),
    key: `needs-attention:${cause}:${today}`,
    data: { why },
  };
  await insertNotificationFor(db, { ...notification, requestId: request.id }, now());
}

/** Consumes the link and lets the waiting request continue, in one transaction. */
async function consumeForRequest(
  link: PasswordLink,
  account: Account,
  { db, now, workflows }: SetPasswordDeps,
  left: LeftAfterUse,
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const locked = link.requestId === null ? [] : await lockHandOvers(tx, link.requestId, account.username);
    const request = locked.find(({ id }) => id === link.requestId);
    if (!request || !(await consumeLink(tx, link, now(), left))) return;
    await dropPendingPasswords(tx, link);
    await forgetPinOfAccount(tx, account.id);
    const by = { id: `account:${account.username}`, name: account.username };
    const command = { kind: "set-password", by } as const;
    if (request.waitsFor === "password") {
      await applyCommand(tx, request, command, { workflows, now: now() });
    } else {
      await recordEvent(tx, request.id, passwordSet(by), now());
    }
    await settleOtherLinks(tx, link, locked, { workflows, now: now() });
  });
}
