import { join } from "node:path";
import { makeCertificates } from "../../../dev/local-stack/certificates.ts";
import { freePort } from "../../../dev/local-stack/child.ts";
import { LDAP } from "../../../dev/local-stack/ldap-names.ts";
import { startSilentServer } from "../../../dev/local-stack/silent-server.ts";
import { type Slapd, startSlapd } from "../../../dev/local-stack/slapd.ts";
import { noGuards } from "../../../src/credentials/login-guard.ts";
import { ldapReader } from "../../../src/provisioners/ldap/ldap-reader.ts";
import { type PeopleInLdap, peopleInLdap } from "../../../src/rules/sources/people-in-ldap.ts";
import type { Trouble } from "../../contracts/rule-source.contract.ts";
import { startGarbageServer } from "./garbage-server.ts";

export interface LdapSite {
  readonly slapd: Slapd;
  readonly ldap: PeopleInLdap;
  /** A reader with other settings. */
  with(but: Partial<Parameters<typeof ldapReader>[0]>): PeopleInLdap;
  broken(trouble: Trouble): PeopleInLdap;
  snapshot(): Promise<string>;
  stop(): Promise<void>;
}

export const dnOf = (uid: string) => `uid=${uid},${LDAP.peopleDn}`;
export const groupDn = (cn: string) => `cn=${cn},${LDAP.groupsDn}`;

let uidNumber = 4000;

/** A person as LDIF. `more` are further lines. */
export const personLdif = (uid: string, more = "", { dn = dnOf(uid), gidNumber = 3999 } = {}) => `dn: ${dn}
objectClass: inetOrgPerson
objectClass: posixAccount
objectClass: shadowAccount
uid: ${uid}
cn: ${uid}
sn: Someone
uidNumber: ${++uidNumber}
gidNumber: ${gidNumber}
homeDirectory: /home/${uid}
${more}
`;

export const groupOfNamesLdif = (dn: string, members: readonly string[]) => `dn: ${dn}
objectClass: groupOfNames
${members.map((member) => `member: ${member}`).join("\n")}

`;

export const posixGroupLdif = (cn: string, gidNumber: number, uids: readonly string[]) => `dn: ${groupDn(cn)}
objectClass: posixGroup
gidNumber: ${gidNumber}
${uids.map((uid) => `memberUid: ${uid}\n`).join("")}
`;

export const LDAP_TROUBLES = ["away", "silent", "garbage", "a rejected login"] as const;

/**
 * Starts a directory with these entries in `folder`, and servers in its place that don't answer as they should. `access` are lines
 * that come before the site's own rules (slapd.access(5)).
 */
export async function startLdapSite(
  folder: string,
  entries: string,
  { access = "" } = {},
): Promise<LdapSite> {
  const certificates = await makeCertificates(join(folder, "certificates"));
  const slapd = await startSlapd({ folder: join(folder, "slapd"), certificates, entries, limits: access });
  const silent = await startSilentServer();
  const garbage = await startGarbageServer();
  const read = (but: Partial<Parameters<typeof ldapReader>[0]>) =>
    peopleInLdap(
      ldapReader(
        {
          url: slapd.url,
          startTls: false,
          ca: certificates.ca,
          bindDn: LDAP.readerDn,
          password: LDAP.readerPassword,
          maxConnections: 2,
          peopleDn: LDAP.peopleDn,
          groupsDn: LDAP.groupsDn,
          ...but,
        },
        noGuards,
      ),
      async ({ username }) => (username === "ann" ? dnOf("ann") : undefined),
    );
  const broken: Partial<Record<Trouble, PeopleInLdap>> = {
    away: read({ url: `ldap://127.0.0.1:${await freePort()}` }),
    silent: read({ url: `ldap://127.0.0.1:${silent.port}` }),
    garbage: read({ url: `ldap://127.0.0.1:${garbage.port}` }),
    "a rejected login": read({ password: "wrong" }),
  };
  return {
    slapd,
    ldap: read({}),
    with: read,
    broken(trouble) {
      const found = broken[trouble];
      if (!found) throw new Error(`LDAP has no trouble like this: ${trouble}`);
      return found;
    },
    snapshot: () => slapd.search("*", "+"),
    async stop() {
      await Promise.all([slapd.stop(), silent.stop(), garbage.stop()]);
    },
  };
}
