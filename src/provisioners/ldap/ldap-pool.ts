import type { Client } from "ldapts";
import pLimit from "p-limit";
import type { LoginGuard } from "../../credentials/login-guard.ts";
import { type BoundConnection, bindLdap, explaining, type LdapConnection } from "./ldap-session.ts";

/** Runs a piece of work on a connection that is bound as acct. */
export type LdapPool = <T>(work: (client: Client) => Promise<T>) => Promise<T>;

/** Shorter than servers and firewalls wait before they silently drop a connection, and long enough for a request's next stage. */
const IDLE_MS = 10_000;
/** By then we notice that our password was changed or our entry locked, no matter how busy the connection is. */
const MAX_AGE_MS = 60_000;

/**
 * Keeps at most `maxConnections` connections, each bound as acct and reused for a while, which saves a TCP handshake, a TLS
 * handshake and a login. A connection that the server has closed, or whose work has failed, is never reused. Work may
 * start twice, but only if the server has not responded. Idle connections don't keep the process alive.
 */
export function ldapPool(
  config: LdapConnection,
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

  /** Takes the most recently used connection, so that surplus ones time out. */
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
      // After an error our login itself may be the problem: locked, expired, or without rights.
      if (isDone && connection.isGood() && isYoung(connection)) keep(connection);
      else await connection.close();
    }
  }

  /** Works on a kept connection. Returns undefined if the server closed it at that very moment; the work then starts again. */
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
 * Whether the connection was lost. Responses and our own errors have specific names; an error without one comes from the
 * library. A timeout doesn't count, because a retry would take just as long.
 */
function isLost(error: unknown): boolean {
  return error instanceof Error && error.name === "Error" && !/timed out/i.test(error.message);
}
