import { createHmac } from "node:crypto";
import type { Db } from "../db/client.ts";
import {
  deleteRejectedLogin,
  findRejectedLogin,
  type RejectedLogin,
  recordRejectedLogin,
} from "../db/rejected-logins.ts";
import type { Log } from "../log.ts";
import {
  type LoginGuard,
  type LoginGuardOptions,
  type LoginGuards,
  LoginPausedError,
  LoginRejectedError,
} from "./login-guard.ts";

interface GuardContext {
  readonly db: Db;
  readonly secretKey: Buffer;
  readonly now: () => Date;
  readonly log: Log;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Most password policies lock an account after five failures, and many never reset the count. This allows four in a day and a half. */
const PAUSES_MS = [15 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS];
/** A locked account rejects every login without checking the password, so another attempt doesn't count. */
const LOCKED_MS = 2 * MINUTE_MS;
/** Logins take milliseconds. No login waits longer than this for one that hangs. */
const MAX_LOGIN_WAIT_MS = 1000;

/**
 * Keeps rejected credentials from being retried until a password policy locks the account. A rejection counts for every
 * process that shares the database and pauses the credential for a growing time; a changed credential or a success resets
 * that. Within a process, logins with one credential run one after the other, because ten simultaneous rejections would
 * lock the account before any of them is counted.
 */
export function guardLogins(guarding: GuardContext): LoginGuards {
  const guards = new Map<string, LoginGuard>();
  return (system, credential, options = {}) => {
    const text = JSON.stringify(["login", system, ...credential]);
    const fingerprint = createHmac("sha256", guarding.secretKey).update(text).digest("base64url");
    const guard = guards.get(fingerprint) ?? createGuard({ system, fingerprint }, options, guarding);
    guards.set(fingerprint, guard);
    return guard;
  };
}

function createGuard(
  key: { readonly system: string; readonly fingerprint: string },
  { pausesMs = PAUSES_MS, inTurn = true }: LoginGuardOptions,
  { db, now, log }: GuardContext,
): LoginGuard {
  let latest: Promise<unknown> = Promise.resolve();
  /** What this process knows, which counts while the database is down. */
  let rejected: RejectedLogin | undefined;

  async function throwIfHeldBack(): Promise<void> {
    rejected = await findRejectedLogin(db, key).catch(() => rejected);
    if (!rejected || rejected.nextTryAt <= now()) return;
    const { rejections, nextTryAt, problem } = rejected;
    const until = `${nextTryAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    const times = rejections === 1 ? "once" : `${rejections} times`;
    throw new LoginPausedError(
      `${problem}. The login was rejected ${times}; acct won't retry it before ${until} unless you change it`,
    );
  }

  async function note(error: LoginRejectedError): Promise<void> {
    const at = now();
    const pauses = error.locked ? [LOCKED_MS] : pausesMs;
    const rejection = { problem: error.message, pausesMs: pauses, now: at };
    try {
      rejected = await recordRejectedLogin(db, key, rejection);
    } catch (failure) {
      log.warn(
        { err: failure, system: key.system },
        "could not record a rejected login; only this process knows about it",
      );
      const rejections = (rejected?.rejections ?? 0) + 1;
      const pauseMs = pauses[Math.min(rejections, pauses.length) - 1] ?? 0;
      rejected = { rejections, problem: error.message, nextTryAt: new Date(at.getTime() + pauseMs) };
    }
    const { rejections, nextTryAt } = rejected;
    log.error({ system: key.system, rejections, nextTryAt }, error.message);
  }

  async function attempt<T>(login: () => Promise<T>): Promise<T> {
    await throwIfHeldBack();
    try {
      const answer = await login();
      if (rejected) {
        await deleteRejectedLogin(db, key);
        rejected = undefined;
      }
      return answer;
    } catch (error) {
      if (error instanceof LoginRejectedError) await note(error);
      throw error;
    }
  }

  return (login) => {
    if (!inTurn) return attempt(login);
    const turn = orAfter(latest, MAX_LOGIN_WAIT_MS).then(() => attempt(login));
    latest = turn.catch(() => undefined);
    return turn;
  };
}

/** Waits for a promise, but not longer than `ms`. */
async function orAfter(before: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([before, enough]);
  clearTimeout(timer);
}
