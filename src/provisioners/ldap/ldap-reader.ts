import type { Client } from "ldapts";
import type { LoginGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { ldapPool } from "./ldap-pool.ts";
import { type LdapConfig, type LdapConnection, type LdapLabels, ldapGuard } from "./ldap-session.ts";
import { findNamingContext } from "./naming-context.ts";
import { readEntry } from "./search-pages.ts";

/** Reads the directory in which acct keeps accounts. */
export interface LdapReader {
  /** The entry under which groups are; their names count there first. */
  readonly groupsDn: string;
  /** Runs `work` on a connection. `root` is the top of the whole tree. Throws a `Failure` that names the server. */
  read<T>(work: (client: Client, root: string) => Promise<T>): Promise<T>;
  /** Throws a `Failure` unless it shows us people and groups. */
  check(): Promise<void>;
}

const LABELS: LdapLabels = {
  server: "LDAP",
  caFile: "ldap.caFile",
  password: "LDAP_BIND_PASSWORD",
  access: "give ldap.bindDn read access to people and groups",
};
/** Those who create accounts use the same server. */
const MAX_CONNECTIONS = 2;

/** Opens connections that only search. */
export function ldapReader(
  config: LdapConnection & Pick<LdapConfig, "peopleDn" | "groupsDn">,
  guards: LoginGuards,
): LdapReader {
  const maxConnections = Math.min(config.maxConnections, MAX_CONNECTIONS);
  const connection = { ...config, maxConnections, labels: LABELS };
  const pool = ldapPool(connection, ldapGuard(connection, guards));
  const root = findNamingContext(config.peopleDn);
  const { url, peopleDn, groupsDn } = config;
  return {
    groupsDn,
    read: (work) => pool(async (client) => work(client, await root(client))),
    check: () =>
      pool(async (client) => {
        for (const dn of [peopleDn, groupsDn]) {
          if (await readEntry(client, dn, ["objectClass"])) continue;
          throw new Failure(
            `LDAP (${url}) doesn't show acct ${dn}: check ldap.peopleDn, ldap.groupsDn, and the rights of ldap.bindDn`,
          );
        }
      }),
  };
}
