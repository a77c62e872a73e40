import { randomBytes } from "node:crypto";
import type { Client, Entry, PasswordPolicyControl } from "ldapts";
import type { LoginGuards } from "../../login-guard.ts";
import { below } from "./entries.ts";
import { furtherClasses } from "./further-classes.ts";
import { groupsBelow } from "./groups.ts";
import { type LdapConfig, ldapGuard, withLdap } from "./ldap-session.ts";

/** Nobody's: far above what any range gives. */
const PROBE_NUMBER = 2_147_483_646;

/** Tries what acct needs of a directory, for real: binds, and makes a person and a group that it removes again. */
export async function checkLdap(config: LdapConfig, guards: LoginGuards): Promise<string> {
  const name = `acct-doctor-${randomBytes(4).toString("hex")}`;
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
  const entries: [dn: string, attributes: Partial<Entry>][] = [
    [below(config.peopleDn, { uid: name }), person],
    [below(config.groupsDn, { cn: name }), group],
  ];
  const work = async (client: Client, policy: PasswordPolicyControl) => {
    if (config.defaultGroup) await groupsBelow(config.groupsDn).numberOf(client, config.defaultGroup);
    for (const [dn, attributes] of entries) {
      await client.add(dn, attributes as Record<string, string | string[]>);
      await client.del(dn);
    }
    return policy.value?.timeBeforeExpiration;
  };
  const expiresInSeconds = await withLdap(config, work, ldapGuard(config, guards));
  if (expiresInSeconds !== undefined) {
    const hours = Math.ceil(expiresInSeconds / 3600);
    throw new Error(
      `the password of ${config.bindDn} expires in ${hours} h, and acct with it: set a new one, and exempt the entry from expiry`,
    );
  }
  return `${config.url}: can make people and groups`;
}
