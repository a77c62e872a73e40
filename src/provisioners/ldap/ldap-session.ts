import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { Client, PasswordPolicyControl, PasswordPolicyError, ResultCodeError } from "ldapts";
import { type LoginGuard, type LoginGuards, unguarded } from "../../credentials/login-guard.ts";
import { explainTlsError } from "../../failure/explain-tls-error.ts";
import { Failure } from "../../failure/failure.ts";
import { rejectedBind } from "./rejected-bind.ts";
import { errorText, hasResult, isAnswer, RESULT } from "./result-codes.ts";

/** How to reach a server and log in to it. */
export interface LdapConnection {
  readonly url: string;
  readonly startTls: boolean;
  readonly ca?: string | undefined;
  readonly bindDn: string;
  readonly password: string;
  /** The maximum number of simultaneous connections of this process. */
  readonly maxConnections: number;
  /** What messages call the server and its settings; by default those of `ldap` in acct.yml. */
  readonly labels?: LdapLabels | undefined;
}

export interface LdapLabels {
  readonly server: string;
  /** The setting that names the CA certificates. */
  readonly caFile: string;
  /** The variable that holds the password. */
  readonly password: string;
  /** What to do if the server denies access (RFC 4511, result 50). */
  readonly access: string;
}

const LABELS: LdapLabels = {
  server: "LDAP",
  caFile: "ldap.caFile",
  password: "LDAP_BIND_PASSWORD",
  access: "give the bind entry write access to people and groups",
};

export interface LdapConfig extends LdapConnection {
  readonly peopleDn: string;
  readonly groupsDn: string;
  /** `{username}` is replaced. */
  readonly homeDirectory: string;
  readonly loginShell: string;
  /** The cn of everyone's primary group under `groupsDn`; undefined: the project a person first joined. */
  readonly defaultGroup?: string | undefined;
  /** The site's own object classes of a person, each with templates of its attributes. */
  readonly objectClasses?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** True: the directory has the ldapPublicKey schema, and SSH keys are stored there. */
  readonly sshKeys: boolean;
  /** The entry under which each project also gets a groupOfNames; undefined: none. */
  readonly teamsDn?: string | undefined;
  /** The entry that holds the next uidNumber and gidNumber; undefined: our registry assigns numbers. */
  readonly counterDn?: string | undefined;
  /** The attribute with a person's ID at the campus; undefined: "employeeNumber". */
  readonly campusIdAttribute?: string | undefined;
}

const TIMEOUT_MS = 10_000;

/** A connection that is bound, and encrypted if configured. */
export interface BoundConnection {
  readonly client: Client;
  /** What the server said about the password when we logged in. */
  readonly policy: PasswordPolicyControl;
  /** Whether it is open and bound. */
  isGood(): boolean;
  /** Lets this connection keep the process alive. */
  ref(): void;
  unref(): void;
  close(): Promise<void>;
}

/**
 * Connects and binds. Errors are sentences that name the server. Throws `LoginRejectedError` if the server rejects the bind
 * and `LoginPausedError` if the bind is paused.
 */
export async function bindLdap(
  config: LdapConnection,
  guard: LoginGuard = unguarded,
): Promise<BoundConnection> {
  const { url, startTls, ca, bindDn, password } = config;
  const tlsOptions = ca === undefined ? {} : { ca: [ca] };
  const encrypted = url.startsWith("ldaps:");
  const wire = oneConnection();
  const client = new Client({
    url,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    ...wire.factories,
    // With these options ldapts speaks TLS from the first byte, no matter what the URL says.
    ...(encrypted ? { tlsOptions } : {}),
  });
  const close = () => client.unbind().catch(() => undefined);
  const policy = new PasswordPolicyControl();
  try {
    await explaining(config, async () => {
      if (startTls && !encrypted) {
        await client.startTLS({ ...tlsOptions, ...nameToVerify(new URL(url).hostname) });
        // ldapts listens to the underlying socket. It would write to a closed one and wait for a response.
        wire.socket()?.once("close", () => void close());
      }
      await guard(() =>
        client.bind(bindDn, password, policy).catch((error: unknown) => {
          throw rejectedBind(error, policy, { ...config, labels: config.labels ?? LABELS }) ?? error;
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

/** Runs `work` on a separate connection bound with these credentials, then closes it. Throws like `bindLdap`. */
export async function withLdap<T>(
  config: LdapConnection,
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

/** Runs `work` and turns its errors into sentences that name the server. */
export async function explaining<T>(config: LdapConnection, work: () => Promise<T>): Promise<T> {
  return work().catch((error: unknown) => {
    throw explain(error, config);
  });
}

/**
 * Lets ldapts open one connection and no second one. It would reconnect after a lost connection without STARTTLS and
 * without a login, and the next message, perhaps with a password, would be sent unencrypted.
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
    // A half-closed connection is noticed a moment before the connection closes.
    isOpen: () => socket !== undefined && !socket.destroyed && socket.writable && !socket.readableEnded,
    factories: {
      createConnection: plain as typeof connect,
      createSecureConnection: secure as typeof connectTls,
    },
  };
}

/** The guard of our own entry, for everything that binds as it. */
export function ldapGuard(
  { url, bindDn, password, labels = LABELS }: LdapConnection,
  guards: LoginGuards,
): LoginGuard {
  return guards(labels.server, [url, bindDn, password]);
}

/** Whether the server accepts these credentials, for more than choosing another password (`pwdReset`). */
export async function canLogIn(config: LdapConfig): Promise<boolean> {
  try {
    return await withLdap(
      config,
      async (_, policy) => policy.value?.error !== PasswordPolicyError.ChangeAfterReset,
    );
  } catch (error) {
    if (hasResult((error as Error).cause, RESULT.invalidCredentials)) return false;
    throw error;
  }
}

/** On an open socket, TLS doesn't know which host it was opened to. Server names are never addresses (RFC 6066 §3). */
function nameToVerify(hostname: string) {
  return isIP(hostname) ? { host: hostname } : { host: hostname, servername: hostname };
}

/** Advice for result codes (RFC 4511 §4.1.9) that an operator can do something about. */
const ADVICE: Readonly<Record<number, string>> = {
  4: "more entries match than the server shows: raise the size limit of the bind entry",
  10: "this server refers us to another one: set the URL to the server that takes writes",
  13: "TLS required: use ldaps:// or startTls",
  17: "unknown attribute: load the schema (ldap.sshKeys needs openssh-lpk)",
  19: "constraint violation: a value is already in use or violates a policy",
  21: "invalid value",
  32: "a parent entry is missing: check peopleDn and groupsDn",
  48: "login method rejected: check bindDn",
  53: "operation refused: check for a policy or a read-only server",
  65: "schema violation: compare the server's schema with RFC 2307",
  68: "an entry with this name already exists",
};

function explain(error: unknown, { url, labels = LABELS }: LdapConnection): unknown {
  const server = `${labels.server} (${url})`;
  if (error instanceof ResultCodeError) {
    const denied = hasResult(error, RESULT.insufficientAccessRights);
    const advice = denied ? `permission denied: ${labels.access}` : ADVICE[error.code];
    const explanation = [advice, errorText(error)].filter(Boolean).join(" — ");
    return new Failure(`${server} returned ${error.code}: ${explanation}`, {
      cause: error,
      lasts: isAnswer(error),
    });
  }
  const code = (error as { code?: unknown }).code;
  const problem = explainTlsError(code, labels.caFile);
  if (problem) return new Failure(`${server}: ${problem}`, { cause: error });
  if (typeof code === "string") {
    return new Failure(`${server} can't be reached: ${code}`, { cause: error });
  }
  // Our own errors have specific names; an error without one comes from the library: a timeout, or a lost connection.
  if (error instanceof Error && error.name === "Error") {
    const why = /timed out|timeout/i.test(error.message)
      ? `did not respond within ${TIMEOUT_MS / 1000} s`
      : `closed the connection: ${error.message}`;
    return new Failure(`${server} ${why}`, { cause: error });
  }
  return error;
}
