import { randomBytes } from "node:crypto";
import type { Client, Entry, PasswordPolicyControl } from "ldapts";
import type { LoginGuards } from "../../credentials/login-guard.ts";
import { PasswordRejectedError } from "../password-store.ts";
import { below } from "./entries.ts";
import { furtherClasses } from "./further-classes.ts";
import { type LdapConfig, ldapGuard, withLdap } from "./ldap-session.ts";
import { findNamingContext } from "./naming-context.ts";
import { modifyPassword } from "./password-modify.ts";
import { policyWarnings } from "./policy-warnings.ts";
import { posixGroupStore } from "./posix-group-store.ts";
import { mayHaveEntries } from "./search-pages.ts";

/** A number that no one has, far above every range. */
const PROBE_NUMBER = 2_147_483_646;

export interface CheckedLdap {
  readonly sentence: string;
  /** What works but should still be changed, one sentence each. */
  readonly warnings: readonly string[];
}

interface CheckLdapOptions {
  /** `passwords.minLength`. */
  readonly minLength: number;
  readonly now: Date;
  readonly guards: LoginGuards;
}

/**
 * Tests with real calls what acct needs from a directory: binds, creates a person and a group, sets the person's password,
 * and deletes both again.
 */
export async function checkLdap(config: LdapConfig, checking: CheckLdapOptions): Promise<CheckedLdap> {
  const name = `acct-doctor-${randomBytes(4).toString("hex")}`;
  const personDn = below(config.peopleDn, { uid: name });
  const further = furtherClasses(config, {
    username: name,
    uidNumber: PROBE_NUMBER,
    gidNumber: PROBE_NUMBER,
    givenName: name,
    familyName: name,
    email: `${name}@invalid.example`,
  });
  const person = {
    ...further.attributes,
    objectClass: ["inetOrgPerson", "posixAccount", ...further.names],
    uid: name,
    cn: name,
    sn: name,
    uidNumber: String(PROBE_NUMBER),
    gidNumber: String(PROBE_NUMBER),
    homeDirectory: "/nonexistent",
  };
  const group = { objectClass: "posixGroup", cn: name, gidNumber: String(PROBE_NUMBER) };
  const warnings: string[] = [];
  const work = async (client: Client, policy: PasswordPolicyControl) => {
    if (config.defaultGroup)
      await posixGroupStore(config.groupsDn).readGidNumber(client, config.defaultGroup);
    await withEntry(client, personDn, person, async () => {
      await setsPassword(client, personDn);
      if (await canReadHash(client, personDn)) {
        warnings.push(
          "the bind entry can read everyone's password hashes: give it write access to userPassword without read access (=w in OpenLDAP)",
        );
      }
      const expiresInSeconds = policy.value?.timeBeforeExpiration;
      const policed = { ...checking, personDn, bindDn: config.bindDn, expiresInSeconds };
      warnings.push(...(await policyWarnings(client, policed)));
    });
    await withEntry(client, below(config.groupsDn, { cn: name }), group, async () => undefined);
    if (await hasOtherServers(client, config.peopleDn)) {
      warnings.push(
        "a part of the tree is on another server, which acct doesn't ask: names and numbers that are taken there look free",
      );
    }
  };
  await withLdap(config, work, ldapGuard(config, checking.guards));
  return { sentence: `${config.url}: can create users and groups and set passwords`, warnings };
}

/** Runs `work` with a temporary entry and deletes the entry afterwards, also after an error. */
async function withEntry(
  client: Client,
  dn: string,
  attributes: Partial<Entry>,
  work: () => Promise<void>,
): Promise<void> {
  await client.add(dn, attributes as Record<string, string | string[]>);
  try {
    await work();
  } finally {
    await client.del(dn);
  }
}

/** Uses a long password with all kinds of characters that hardly any policy rejects. A policy that does also proves that we may set passwords. */
async function setsPassword(client: Client, dn: string): Promise<void> {
  await modifyPassword(client, dn, `aA1-${randomBytes(18).toString("base64url")}`).catch((error: unknown) => {
    if (!(error instanceof PasswordRejectedError)) throw error;
  });
}

/** Whether a look at the whole tree, as for a name or a number, is referred to other servers as well (RFC 4511 §4.5.3). */
async function hasOtherServers(client: Client, peopleDn: string): Promise<boolean> {
  const root = await findNamingContext(peopleDn)(client);
  const { searchReferences } = await client.search(root, { filter: "(uid=acct-doctor)" });
  return searchReferences.some(mayHaveEntries);
}

async function canReadHash(client: Client, dn: string): Promise<boolean> {
  const { searchEntries } = await client.search(dn, { scope: "base", attributes: ["userPassword"] });
  const value = searchEntries[0]?.userPassword;
  return value !== undefined && value.length > 0;
}
