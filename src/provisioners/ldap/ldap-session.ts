import { isIP } from "node:net";
import { Client, PasswordPolicyControl, ResultCodeError } from "ldapts";
import { Failure } from "../../failure.ts";
import { type LoginGuard, type LoginGuards, unguarded } from "../../login-guard.ts";
import { tlsTrouble } from "../../tls-trouble.ts";
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

/**
 * Runs `work` on a bound connection of its own and closes it. What fails is thrown as a sentence that names the server; a bind
 * that the server refuses as a `LoginRefusedError`, one that is held back as a `HeldBackError`.
 */
export async function withLdap<T>(
  config: LdapConfig,
  work: (client: Client, policy: PasswordPolicyControl) => Promise<T>,
  guard: LoginGuard = unguarded,
): Promise<T> {
  const { url, startTls, ca, bindDn, password } = config;
  const tlsOptions = ca === undefined ? {} : { ca: [ca] };
  const encrypted = url.startsWith("ldaps:");
  const client = new Client({
    url,
    timeout: TIMEOUT_MS,
    connectTimeout: TIMEOUT_MS,
    // With these ldapts speaks TLS from the first byte, whatever the url says.
    ...(encrypted ? { tlsOptions } : {}),
  });
  try {
    if (startTls && !encrypted) {
      await client.startTLS({ ...tlsOptions, ...nameToVerify(new URL(url).hostname) });
    }
    const policy = new PasswordPolicyControl();
    await guard(() =>
      client.bind(bindDn, password, policy).catch((error: unknown) => {
        throw refusedBind(error, policy, config) ?? error;
      }),
    );
    return await work(client, policy);
  } catch (error) {
    throw explain(error, config);
  } finally {
    await client.unbind().catch(() => undefined);
  }
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
