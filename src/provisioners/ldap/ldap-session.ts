import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { Client, PasswordPolicyControl, ResultCodeError } from "ldapts";
import { type LoginGuard, type LoginGuards, unguarded } from "../../credentials/login-guard.ts";
import { tlsTrouble } from "../../failure/explain-tls-error.ts";
import { Failure } from "../../failure/failure.ts";
import { refusedBind } from "./refused-bind.ts";
import { hasResult, RESULT, textOf } from "./result-codes.ts";

export interface LdapConfig {
  readonly url: string;
  readonly startTls: boolean;
  readonly ca?: string | undefined;
  readonly bindDn: string;
  readonly password: string;
  readonly peopleDn: string;
  readonly groupsDn: string;
  /** `{username}` is replaced. */
  readonly homeDirectory: string;
  readonly loginShell: string;
  /** Everybody's primary group, by its cn below `groupsDn`; undefined: the project that they began with. */
  readonly defaultGroup?: string | undefined;
  /** The site's own object classes of a person, each with templates of the attributes that it brings. */
  readonly objectClasses?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** The directory has the ldapPublicKey schema, and keys go there. */
  readonly sshKeys: boolean;
  /** Where groups of names stand, too; undefined: nowhere. */
  readonly teamsDn?: string | undefined;
  /** The entry whose uidNumber and gidNumber are the next ones; undefined: our own registry counts. */
  readonly counterDn?: string | undefined;
  /** At once, by this process. */
  readonly maxConnections: number;
}

const TIMEOUT_MS = 10_000;

/** A connection that is encrypted, if configured, and bound. */
export interface BoundConnection {
  readonly client: Client;
  /** What the server said of the password as we logged in. */
  readonly policy: PasswordPolicyControl;
  /** Nobody has closed it, and it is bound. */
  isGood(): boolean;
  /** Whether the process lives on for this connection alone. */
  ref(): void;
  unref(): void;
  close(): Promise<void>;
}

/**
 * Connects and binds. What fails is thrown as a sentence that names the server; a bind that the server refuses as a
 * `LoginRefusedError`, one that is held back as a `HeldBackError`.
 */
export async function bindLdap(config: LdapConfig, guard: LoginGuard = unguarded): Promise<BoundConnection> {
  const { url, startTls, ca, bindDn, password } = config;
  const tlsOptions = ca === undefined ? {} : { ca: [ca] };
  const encrypted = url.startsWith("ldaps:");
  const wire = oneConnection();
  const client = new Client({
    url,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    ...wire.factories,
    // With these ldapts speaks TLS from the first byte, whatever the url says.
    ...(encrypted ? { tlsOptions } : {}),
  });
  const close = () => client.unbind().catch(() => undefined);
  const policy = new PasswordPolicyControl();
  try {
    await explaining(config, async () => {
      if (startTls && !encrypted) {
        await client.startTLS({ ...tlsOptions, ...nameToVerify(new URL(url).hostname) });
        // ldapts listens to the socket below, and would write to a closed one and wait for an answer.
        wire.socket()?.once("close", () => void close());
      }
      await guard(() =>
        client.bind(bindDn, password, policy).catch((error: unknown) => {
          throw refusedBind(error, policy, config) ?? error;
        }),
      );
    });
  } catch (error) {
    await close();
    throw error;
  }
  return {
    client,
    policy,
    close,
    isGood: () => client.isBound && wire.isOpen(),
    ref: () => wire.socket()?.ref(),
    unref: () => wire.socket()?.unref(),
  };
}

/** Runs `work` on a connection of its own, bound with these credentials, and closes it. Throws as `bindLdap` does. */
export async function withLdap<T>(
  config: LdapConfig,
  work: (client: Client, policy: PasswordPolicyControl) => Promise<T>,
  guard: LoginGuard = unguarded,
): Promise<T> {
  const { client, policy, close } = await bindLdap(config, guard);
  try {
    return await explaining(config, () => work(client, policy));
  } finally {
    await close();
  }
}

/** Does `work`; what fails is thrown as a sentence that names the server. */
export async function explaining<T>(config: LdapConfig, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw explain(error, config);
  });
}

/**
 * ldapts connects anew by itself when a connection is lost, without STARTTLS and without a login, and what comes next,
 * a password perhaps, would go there in clear. So it gets one connection, and no second one.
 */
function oneConnection() {
  let socket: Socket | undefined;
  const dial = (open: () => Socket) => {
    if (socket) throw new Error("the connection was lost");
    socket = open();
    return socket;
  };
  const secure = (...args: Parameters<typeof connectTls>) => {
    const [options] = args as unknown as [ConnectionOptions];
    const isUpgrade = typeof options === "object" && options.socket !== undefined;
    if (!isUpgrade) return dial(() => connectTls(...args)) as TLSSocket;
    const upgraded = connectTls(...args);
    socket = upgraded;
    return upgraded;
  };
  const plain = (...args: Parameters<typeof connect>) => dial(() => connect(...args));
  return {
    socket: () => socket,
    // A side that has ended is seen a moment before the connection is closed.
    isOpen: () => socket !== undefined && !socket.destroyed && socket.writable && !socket.readableEnded,
    factories: {
      createConnection: plain as typeof connect,
      createSecureConnection: secure as typeof connectTls,
    },
  };
}

/** Of our own entry there, for everything that binds as it. */
export function ldapGuard({ url, bindDn, password }: LdapConfig, guards: LoginGuards): LoginGuard {
  return guards("LDAP", [url, bindDn, password]);
}

/** Whether the server takes these credentials. */
export async function canLogIn(config: LdapConfig): Promise<boolean> {
  try {
    await withLdap(config, async () => undefined);
    return true;
  } catch (error) {
    if (hasResult((error as Error).cause, RESULT.invalidCredentials)) return false;
    throw error;
  }
}

/** On a socket that is open already TLS does not know whom it was opened to. Server names are never addresses (RFC 6066 §3). */
function nameToVerify(hostname: string) {
  return isIP(hostname) ? { host: hostname } : { host: hostname, servername: hostname };
}

/** Result codes of RFC 4511 §4.1.9 that an operator can do something about. */
const ADVICE: Readonly<Record<number, string>> = {
  13: "it wants TLS: use ldaps:// or startTls",
  17: "it does not know an attribute that we set: load the schema (ldap.sshKeys needs openssh-lpk)",
  19: "a value is taken by another entry, or against its policy",
  21: "it does not take one of our values",
  32: "an entry above ours is missing: check peopleDn and groupsDn",
  48: "it refuses the way we log in: check bindDn",
  50: "the bind entry may not do this: give it write access to people and groups",
  53: "it is unwilling: a policy or a read-only server stands against it",
  65: "it wants other attributes or object classes than ours: compare its schema with RFC 2307",
  68: "an entry of this name is there already",
};

function explain(error: unknown, { url }: LdapConfig): unknown {
  if (error instanceof ResultCodeError) {
    const words = [ADVICE[error.code], textOf(error)].filter(Boolean).join(" — ");
    return new Failure(`LDAP (${url}) answered ${error.code}, ${words}`, { cause: error });
  }
  const code = (error as { code?: unknown }).code;
  const trouble = tlsTrouble(code, "ldap.caFile");
  if (trouble) return new Failure(`LDAP (${url}): ${trouble}`, { cause: error });
  if (typeof code === "string") {
    return new Failure(`LDAP (${url}) cannot be reached: ${code}`, { cause: error });
  }
  // Errors of ours have names of their own; what has none comes from the library: a timeout, a connection that was cut.
  if (error instanceof Error && error.name === "Error") {
    const why = /timed out|timeout/i.test(error.message)
      ? `does not answer within ${TIMEOUT_MS / 1000} s`
      : `broke off: ${error.message}`;
    return new Failure(`LDAP (${url}) ${why}`, { cause: error });
  }
  return error;
}
