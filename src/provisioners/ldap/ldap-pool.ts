import type { Client } from "ldapts";
import pLimit from "p-limit";
import type { LoginGuard } from "../../credentials/login-guard.ts";
import { type BoundConnection, bindLdap, explaining, type LdapConfig } from "./ldap-session.ts";

/** One piece of work on a connection that is bound as acct. */
export type LdapPool = <T>(work: (client: Client) => Promise<T>) => Promise<T>;

/** Shorter than servers and firewalls wait before they drop a connection without a word, long enough for a request's next stage. */
const IDLE_MS = 10_000;
/** A login whose password was changed, or whose entry was locked, is noticed by then, however busy the connection is. */
const MAX_AGE_MS = 60_000;

/**
 * At most `maxConnections` connections at once, each bound as acct and kept for a while for the next piece of work, which
 * saves a TCP and a TLS handshake and a login. One that the server has closed, or whose work has failed, is never used
 * again. Work may begin twice, but only where nobody has answered. Idle connections keep no process alive.
 */
export function ldapPool(
  config: LdapConfig,
  guard: LoginGuard,
  { idleMs = IDLE_MS, maxAgeMs = MAX_AGE_MS } = {},
): LdapPool {
  const limit = pLimit(config.maxConnections);
  const idle: { readonly connection: BoundConnection; readonly timer: NodeJS.Timeout }[] = [];

  const openedAt = new WeakMap<BoundConnection, number>();
  const isYoung = (connection: BoundConnection) =>
    performance.now() - (openedAt.get(connection) ?? 0) < maxAgeMs;

  async function open(): Promise<BoundConnection> {
    const connection = await bindLdap(config, guard);
    openedAt.set(connection, performance.now());
    return connection;
  }

  /** The one that was used last, so that those which are too many come to their end. */
  function takeIdle(): BoundConnection | undefined {
    for (let found = idle.pop(); found; found = idle.pop()) {
      clearTimeout(found.timer);
      if (found.connection.isGood()) {
        found.connection.ref();
        return found.connection;
      }
    }
    return undefined;
  }

  function keep(connection: BoundConnection): void {
    const timer = setTimeout(() => {
      idle.splice(
        idle.findIndex((each) => each.connection === connection),
        1,
      );
      void connection.close();
    }, idleMs).unref();
    connection.unref();
    idle.push({ connection, timer });
  }

  async function workOn<T>(connection: BoundConnection, work: (client: Client) => Promise<T>): Promise<T> {
    let isDone = false;
    try {
      const result = await work(connection.client);
      isDone = true;
      return result;
    } finally {
      // A refusal may be of the login by now: locked, expired, or without its rights.
      if (isDone && connection.isGood() && isYoung(connection)) keep(connection);
      else await connection.close();
    }
  }

  /** The server can have closed a kept connection at this very moment: then the work begins again, as after the death of a process. */
  async function onKept<T>(
    work: (client: Client) => Promise<T>,
  ): Promise<{ readonly result: T } | undefined> {
    const kept = takeIdle();
    if (!kept) return undefined;
    try {
      return { result: await workOn(kept, work) };
    } catch (error) {
      if (isLost(error)) return undefined;
      throw error;
    }
  }

  return (work) =>
    limit(() =>
      explaining(config, async () => {
        const done = await onKept(work);
        return done ? done.result : workOn(await open(), work);
      }),
    );
}

/**
 * Neither an answer nor a fault of ours: those have names of their own, and what has none comes from the library. Nor
 * silence, of which there would be as much again.
 */
function isLost(error: unknown): boolean {
  return error instanceof Error && error.name === "Error" && !/timed out/i.test(error.message);
}
