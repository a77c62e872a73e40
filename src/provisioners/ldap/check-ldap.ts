import { randomBytes } from "node:crypto";
import type { Entry } from "ldapts";
import { below } from "./entries.ts";
import { type LdapConfig, withLdap } from "./ldap-session.ts";

/** Tries what acct needs of a directory, for real: binds, and makes a person and a group that it removes again. */
export async function checkLdap(config: LdapConfig): Promise<string> {
  const name = `acct-doctor-${randomBytes(4).toString("hex")}`;
  const person = {
    objectClass: ["inetOrgPerson", "posixAccount"],
    uid: name,
    cn: name,
    sn: name,
    uidNumber: "2147483646",
    gidNumber: "2147483646",
    homeDirectory: "/nonexistent",
  };
  const group = { objectClass: "posixGroup", cn: name, gidNumber: "2147483646" };
  const entries: [dn: string, attributes: Partial<Entry>][] = [
    [below(config.peopleDn, { uid: name }), person],
    [below(config.groupsDn, { cn: name }), group],
  ];
  await withLdap(config, async (client) => {
    for (const [dn, attributes] of entries) {
      await client.add(dn, attributes as Record<string, string | string[]>);
      await client.del(dn);
    }
  });
  return `${config.url}: can make people and groups`;
}
