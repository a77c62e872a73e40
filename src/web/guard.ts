import type { FastifyRequest } from "fastify";
import type { Db } from "../db/client.ts";
import { countFailure, type Failures, readFailures, uncountFailure } from "../db/failures.ts";
import type { Log } from "../log.ts";
import { addressKey } from "./address-key.ts";

/**
 * Stops people who guess, and no one else. Failures are counted in the database, for all processes together. A link that
 * exists always opens, even after many failures from its reader's address, because its token cannot be guessed.
 */
export interface Guard {
  /** Counts an answer that denies something: there is no such page, link or right. True if its address got too many of them. */
  isFlood(request: FastifyRequest): Promise<boolean>;
  /** The same for a denial whose status does not show it. Throws (429). */
  refuseFlood(request: FastifyRequest): Promise<void>;
  /** The answer is a denial but was not a guess: the link exists, and has been used or has expired. */
  excuse(request: FastifyRequest): void;
  /**
   * Call this before a PIN is compared. Throws (429) after too many wrong ones with this link or from this address. Each
   * call counts against the link until `endAttempt` reports that it did not fail, so that parallel attempts cannot slip through.
   */
  beginAttempt(request: FastifyRequest, link: string): Promise<void>;
  endAttempt(request: FastifyRequest, link: string, hasFailed: boolean): Promise<void>;
  /** Call this before something is sent to people. Throws (429) after too many such requests from this address. */
  admitRequest(request: FastifyRequest): Promise<void>;
}

interface Limit {
  readonly max: number;
  readonly windowMs: number;
}

/** Sixty people in a class may all mistype once. */
const FAILURES: Limit = { max: 60, windowMs: 60_000 };
/** Enough for a whole class that has forgotten its passwords. */
const REQUESTS: Limit = { max: 60, windowMs: 10 * 60_000 };
/** Older counts are outside of every window. */
export const FAILURES_KEPT_MS = REQUESTS.windowMs;
/** Bounds the memory that a flood can use: a full list is cleared. */
const MAX_REMEMBERED = 10_000;

export function openGuard({ db, now, log }: { db: Db; now: () => Date; log: Log }): Guard {
  /** Until when each key is over its limit, so that a flood causes no writes. */
  const full = new Map<string, number>();
  const excused = new WeakSet<FastifyRequest>();

  /** How long a key stays over its limit; undefined if it is not over. Without the database, no one is turned away. */
  async function overLimit(
    key: string,
    { max, windowMs }: Limit,
    readFailures: () => Promise<Failures | undefined>,
  ): Promise<{ readonly seconds: number } | undefined> {
    const at = now().getTime();
    const secondsTo = (until: number) => Math.max(1, Math.ceil((until - at) / 1000));
    const until = full.get(key);
    if (until !== undefined && until > at) return { seconds: secondsTo(until) };
    try {
      const found = await readFailures();
      if (found === undefined || found.count <= max) return undefined;
      const end = found.since.getTime() + windowMs;
      if (full.size >= MAX_REMEMBERED) full.clear();
      full.set(key, end);
      return { seconds: secondsTo(end) };
    } catch (error) {
      log.warn({ err: error }, "could not count failed attempts");
      return undefined;
    }
  }
  const count = (key: string, limit: Limit) =>
    overLimit(key, limit, () => countFailure(db, key, now(), limit.windowMs));
  const countDenial = (request: FastifyRequest) => count(`denied:${addressKey(request.ip)}`, FAILURES);
  const refuse = (exceeded: { readonly seconds: number } | undefined) => {
    if (exceeded)
      throw Object.assign(new Error("too many attempts"), { statusCode: 429, retryAfter: exceeded.seconds });
  };

  return {
    async isFlood(request) {
      if (excused.has(request)) return false;
      return (await countDenial(request)) !== undefined;
    },
    async refuseFlood(request) {
      refuse(await countDenial(request));
    },
    excuse(request) {
      excused.add(request);
    },
    async beginAttempt(request, link) {
      const addressAttempts = `pin:${addressKey(request.ip)}`;
      refuse(
        await overLimit(addressAttempts, { ...FAILURES, max: FAILURES.max - 1 }, () =>
          readFailures(db, addressAttempts, now(), FAILURES.windowMs),
        ),
      );
      refuse(await count(`link:${link}`, FAILURES));
    },
    async endAttempt(request, link, hasFailed) {
      excused.add(request);
      if (hasFailed) await count(`pin:${addressKey(request.ip)}`, FAILURES);
      else {
        await uncountFailure(db, `link:${link}`).catch((error: unknown) =>
          log.warn({ err: error }, "could not uncount an attempt that did not fail"),
        );
      }
    },
    async admitRequest(request) {
      refuse(await count(`request:${addressKey(request.ip)}`, REQUESTS));
    },
  };
}
