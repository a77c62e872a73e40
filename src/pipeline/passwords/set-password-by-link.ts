import { setTimeout as pause } from "node:timers/promises";
import { applyChange, recordEvent } from "../../db/apply-change.ts";
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
  noteUnanswered,
  revokeStaleLink,
} from "../../db/password-links.ts";
import { findAccountById } from "../../db/registry.ts";
import { findRequest, lockHandOvers } from "../../db/requests.ts";
import type { Account, PasswordLink } from "../../db/schema.ts";
import { Failure } from "../../failure/failure.ts";
import type { SelfServicePasswords } from "../../provisioners/password-store.ts";
import {
  NotAskedError,
  PasswordRefusedError,
  PasswordsDeniedError,
  StalePasswordError,
} from "../../provisioners/password-store.ts";
import { insist } from "../engine/insist.ts";
import { transition } from "../engine/transition.ts";
import { toAdminChannel } from "../outbox/recipients.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { seal, unseal } from "../secrets/seal.ts";
import { workflowFor } from "../workflow-for.ts";
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
      /** What is known of the person and makes a password easy to guess. */
      readonly about: readonly string[];
    }
  | { readonly kind: "unknown" }
  /** `renewable`: whose it is has a known address, to which a new one can be sent. */
  | { readonly kind: "expired" | "locked" | "stale" | "unsure"; readonly renewable: boolean }
  | {
      readonly kind: "used";
      readonly renewable: boolean;
      readonly username: string | undefined;
      /** The systems that get the password as soon as they answer. */
      readonly later: readonly string[];
    };

export type SetPasswordResult =
  | { readonly kind: "set"; readonly username: string | undefined; readonly later: readonly string[] }
  /** Somebody else's try with the same link was faster. */
  | { readonly kind: "already-set" }
  | { readonly kind: "wrong-pin"; readonly left: number }
  /** In the words of the system that refuses it; the systems in `taken` have it already, until another is chosen. */
  | {
      readonly kind: "refused";
      readonly by: string;
      readonly why: string;
      readonly taken: readonly string[];
    }
  /** The attempt is not lost. "denied": the system answered, changed nothing, and an admin has to act. */
  | { readonly kind: "unreachable" | "denied"; readonly error: unknown }
  /** The one-time password was changed since by somebody else. */
  | { readonly kind: "stale" }
  /** Two answers were lost: the password may be set, and the link has ended. */
  | { readonly kind: "unsure" }
  /** An admin keeps the person out of one of the systems. */
  | { readonly kind: "shut" }
  | { readonly kind: "busy" }
  | { readonly kind: "unknown" | "used" | "expired" | "locked" };

export interface SetPasswordDeps extends Pick<PipelineDeps, "db" | "now" | "passwords" | "secretKey"> {
  readonly workflows: Workflows;
  /** The system in which users change their passwords themselves; undefined: none. */
  readonly ownPasswords: SelfServicePasswords | undefined;
  /** Where admins hear that a system lets us set no passwords; undefined: in the log alone. */
  readonly adminChannel?: string | undefined;
  /** Wrong PINs that a link stands. */
  readonly maxAttempts: number;
}

interface SetPasswordInput {
  readonly token: string;
  readonly pin: string;
  readonly password: string;
}

/** What the link of this token is good for, before anything is typed. */
export async function inspectLink(
  token: string,
  { db, now, maxAttempts }: SetPasswordDeps,
): Promise<LinkState> {
  const link = await findLinkByToken(db, hashToken(token));
  if (!link) return { kind: "unknown" };
  const account = link.accountId === null ? undefined : await findAccountById(db, link.accountId);
  const renewable = account !== undefined && account.removedAt === null;
  if (link.usedAt) return { kind: "used", renewable, username: account?.username, later: link.pending };
  if (link.staleSince) return { kind: endOf(link), renewable };
  if (isLocked(link, maxAttempts, now())) return { kind: "locked", renewable };
  if (link.expiresAt <= now()) return { kind: "expired", renewable };
  const about = account ? [account.username, account.givenName, account.familyName, account.email] : [];
  return { kind: "open", username: account?.username, asksPin: link.pinHash !== null, about };
}

/**
 * Sets the password in every system that holds one for the link's person, and uses the link up. Tries with one link are
 * looked at one after another: locked comes before a wrong PIN, and that before expired. Only a wrong PIN costs an attempt.
 */
export async function setPasswordByLink(
  choice: SetPasswordInput,
  choosing: SetPasswordDeps,
): Promise<SetPasswordResult> {
  const { db, now, secretKey } = choosing;
  const turn = await takeTurn(hashToken(choice.token), choosing);
  if (!("id" in turn)) return turn;

  const beat = setInterval(() => {
    // One that is lost ends the turn early, and every try is counted before it is looked at anyway.
    extendAttemptLock(db, turn, now()).catch(() => undefined);
  }, HEARTBEAT_MS);
  let wasWrong = false;
  try {
    if (turn.pinHash !== null && !(await isPin(choice.pin, turn.pinHash, secretKey))) {
      wasWrong = true;
      const left = choosing.maxAttempts - turn.attempts;
      return { kind: "wrong-pin", left };
    }
    if (turn.expiresAt <= now()) return { kind: "expired" };
    return turn.keystoneUserId === null
      ? await setForAccount(turn, choice.password, choosing)
      : await setForKeystoneUser(turn, turn.keystoneUserId, choice.password, choosing);
  } finally {
    clearInterval(beat);
    // One that cannot be given back ends by itself; what has been found counts all the same.
    await insist(() => releaseAttemptLock(db, turn, !wasWrong), soon()).catch(() => undefined);
  }
}

const INSIST_MS = 15_000;
/** As long as somebody waits for the page and the database may be back. */
const soon = () => {
  const until = performance.now() + INSIST_MS;
  return () => performance.now() > until;
};

const TURN_MS = 25;
/** As long as a person waits for a page. */
const PATIENCE_TURNS = 800;

/** While somebody has the turn they may have the right PIN, and then the link is not locked, but used. */
function isLocked({ attempts, claimedUntil }: PasswordLink, maxAttempts: number, now: Date): boolean {
  return attempts >= maxAttempts && (claimedUntil === null || claimedUntil <= now);
}

/** Why a link of a Keystone user has ended before its time. */
const endOf = ({ unansweredSince }: PasswordLink) => (unansweredSince ? "unsure" : "stale");

type NoTurn = { readonly kind: "unknown" | "used" | "stale" | "unsure" | "locked" | "already-set" | "busy" };

/** The link, once it is this try's turn; or why it will never be. */
async function takeTurn(
  tokenHash: Buffer,
  { db, now, maxAttempts }: SetPasswordDeps,
): Promise<PasswordLink | NoTurn> {
  const before = await findLinkByToken(db, tokenHash);
  if (!before) return { kind: "unknown" };
  if (before.usedAt) return { kind: "used" };
  if (before.staleSince) return { kind: endOf(before) };
  for (let waited = 0; waited < PATIENCE_TURNS; waited++) {
    const mine = await acquireAttemptLock(db, tokenHash, maxAttempts, now());
    if (mine) return mine;
    const link = await findLinkByToken(db, tokenHash);
    if (!link) return { kind: "unknown" };
    if (link.usedAt) return { kind: "already-set" };
    if (link.staleSince) return { kind: endOf(link) };
    if (isLocked(link, maxAttempts, now())) {
      await recordLockedAttempt(db, tokenHash);
      return { kind: "locked" };
    }
    await pause(TURN_MS);
  }
  return { kind: "busy" };
}

async function setForAccount(
  link: PasswordLink,
  password: string,
  choosing: SetPasswordDeps,
): Promise<SetPasswordResult> {
  const { db, passwords, secretKey } = choosing;
  const account = link.accountId === null ? undefined : await findAccountById(db, link.accountId);
  if (!account || account.removedAt) return { kind: "unknown" };

  const set = await setInAllStores(account, password, passwords);
  if (set.locked) return { kind: "shut" };
  if (set.refused) return { kind: "refused", ...set.refused, taken: set.taken };
  if (set.taken.length === 0) {
    if (!(set.error instanceof PasswordsDeniedError)) return { kind: "unreachable", error: set.error };
    await tellOfDenial(link, set.error, choosing);
    return { kind: "denied", error: set.error };
  }
  const later = set.unreachable;
  const left = {
    pending: later,
    sealedPassword: later.length === 0 ? null : seal(secretKey, password, link.id),
  };
  await insist(() => spend(link, account, choosing, left), soon());
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
    // Each failed login counts at Keystone, which locks people out after some: a link may cost its owner three at most.
    if (error instanceof StalePasswordError) {
      await revokeStaleLink(db, link, { staleSince: now(), unansweredSince: null });
      return { kind: "stale" };
    }
    const isAnswered =
      error instanceof PasswordRefusedError ||
      error instanceof PasswordsDeniedError ||
      error instanceof NotAskedError;
    if (!isAnswered && mayBeSet) {
      await insist(() => revokeStaleLink(db, link, { staleSince: now(), unansweredSince: now() }), soon());
      return { kind: "unsure" };
    }
    if (isAnswered && !mayBeSet) await noteUnanswered(db, link, null);
    if (error instanceof PasswordRefusedError) {
      return { kind: "refused", by: ownPasswords.name, why: error.message, taken: [] };
    }
    return { kind: error instanceof PasswordsDeniedError ? "denied" : "unreachable", error };
  }
  // The one-time password is gone: were this forgotten, the next try would be told that somebody else has changed it.
  await insist(() => consumeLink(db, link, now()), soon());
  return { kind: "set", username: undefined, later: [] };
}

/** Once a day: everybody who has a link would meet the same fault. */
async function tellOfDenial(
  { requestId }: PasswordLink,
  { message }: Error,
  { db, now, adminChannel }: SetPasswordDeps,
): Promise<void> {
  const request = requestId === null ? undefined : await findRequest(db, requestId);
  if (!request || adminChannel === undefined) return;
  const why = `A password could not be set: ${message}. The person was told to try again later.`;
  const today = now().toISOString().slice(0, 10);
  const notification = {
    ...toAdminChannel(request, adminChannel, why),
    key: `passwords-denied:${today}`,
    data: { why },
  };
  await insertNotificationFor(db, { ...notification, requestId: request.id }, now());
}

/** Marks the link as used and lets the waiting request go on, together. */
async function spend(
  link: PasswordLink,
  account: Account,
  { db, now, workflows }: SetPasswordDeps,
  left: { readonly pending: string[]; readonly sealedPassword: Buffer | null },
): Promise<void> {
  await inTransaction(db, async (tx) => {
    const locked = link.requestId === null ? [] : await lockHandOvers(tx, link.requestId, account.username);
    const request = locked.find(({ id }) => id === link.requestId);
    if (!request || !(await consumeLink(tx, link, now(), left))) return;
    await dropPendingPasswords(tx, link);
    await forgetPinOfAccount(tx, account.id);
    const by = { id: `account:${account.username}`, name: account.username };
    const change = transition(request, { kind: "set-password", by }, workflowFor(request, workflows), now());
    if (request.waitsFor === "password") {
      await applyChange(tx, request, change, now(), { notify: true });
    } else {
      await recordEvent(tx, request.id, change.event, now());
    }
    await settleOtherLinks(tx, link, locked, { workflows, now: now() });
  });
}
