import { createHmac } from "node:crypto";
import type { Db } from "../db/client.ts";
import {
  deleteRefusedLogin,
  findRefusedLogin,
  type RefusedLogin,
  recordRefusedLogin,
} from "../db/refused-logins.ts";
import type { Log } from "../log.ts";
import {
  type LoginGuard,
  type LoginGuardOptions,
  type LoginGuards,
  LoginPausedError,
  LoginRefusedError,
} from "./login-guard.ts";

interface GuardContext {
  readonly db: Db;
  readonly secretKey: Buffer;
  readonly now: () => Date;
  readonly log: Log;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Most password policies lock an entry after five failures, and many never forget one. These are four in a day and a half. */
const PAUSES_MS = [15 * MINUTE_MS, 2 * HOUR_MS, 12 * HOUR_MS, 24 * HOUR_MS];
/** A locked entry refuses everybody without looking at the password, so asking again counts nothing. */
const LOCKED_MS = 2 * MINUTE_MS;
/** Logins take milliseconds. Behind one that hangs nobody waits longer than that. */
const TURN_MS = 1000;

/**
 * Keeps what was refused from being tried again and again, until a password policy locks the entry. A refusal counts for
 * every process that shares the database and holds the credential back for a growing while; another credential, or one
 * success, starts afresh. In each process logins with one credential follow one another, because ten at once that are all
 * refused would lock the entry before any of them is counted.
 */
export function guardLogins(guarding: GuardContext): LoginGuards {
  const guards = new Map<string, LoginGuard>();
  return (system, credential, options = {}) => {
    const text = JSON.stringify(["login", system, ...credential]);
    const fingerprint = createHmac("sha256", guarding.secretKey).update(text).digest("base64url");
    const guard = guards.get(fingerprint) ?? guardOf({ system, fingerprint }, options, guarding);
    guards.set(fingerprint, guard);
    return guard;
  };
}

function guardOf(
  key: { readonly system: string; readonly fingerprint: string },
  { pausesMs = PAUSES_MS, inTurn = true }: LoginGuardOptions,
  { db, now, log }: GuardContext,
): LoginGuard {
  let latest: Promise<unknown> = Promise.resolve();
  /** As this process knows it; what it goes by while the database is away. */
  let refused: RefusedLogin | undefined;

  async function throwIfHeldBack(): Promise<void> {
    refused = await findRefusedLogin(db, key).catch(() => refused);
    if (!refused || refused.nextTryAt <= now()) return;
    const { refusals, nextTryAt, problem } = refused;
    const until = `${nextTryAt.toISOString().slice(0, 16).replace("T", " ")} UTC`;
    const times = refusals === 1 ? "once" : `${refusals} times`;
    throw new LoginPausedError(
      `${problem}. It was refused ${times} and is not tried again before ${until} unless it is changed`,
    );
  }

  async function note(error: LoginRefusedError): Promise<void> {
    const at = now();
    const pauses = error.locked ? [LOCKED_MS] : pausesMs;
    const refusal = { problem: error.message, pausesMs: pauses, now: at };
    try {
      refused = await recordRefusedLogin(db, key, refusal);
    } catch (failure) {
      log.warn({ err: failure, system: key.system }, "only this process knows that a login was refused");
      const refusals = (refused?.refusals ?? 0) + 1;
      const pauseMs = pauses[Math.min(refusals, pauses.length) - 1] ?? 0;
      refused = { refusals, problem: error.message, nextTryAt: new Date(at.getTime() + pauseMs) };
    }
    const { refusals, nextTryAt } = refused;
    log.error({ system: key.system, refusals, nextTryAt }, error.message);
  }

  async function attempt<T>(login: () => Promise<T>): Promise<T> {
    await throwIfHeldBack();
    try {
      const answer = await login();
      if (refused) {
        await deleteRefusedLogin(db, key);
        refused = undefined;
      }
      return answer;
    } catch (error) {
      if (error instanceof LoginRefusedError) await note(error);
      throw error;
    }
  }

  return (login) => {
    if (!inTurn) return attempt(login);
    const turn = orAfter(latest, TURN_MS).then(() => attempt(login));
    latest = turn.catch(() => undefined);
    return turn;
  };
}

/** Waits for this, but not for long. */
async function orAfter(before: Promise<unknown>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const enough = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([before, enough]);
  clearTimeout(timer);
}
