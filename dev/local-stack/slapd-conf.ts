import type { Certificates } from "./certificates.ts";
import { LDAP } from "./ldap-names.ts";

interface ConfOptions {
  readonly root: string;
  readonly folder: string;
  readonly certificates: Certificates;
  readonly requireTls: boolean;
  /** The bot's access to userPassword. With "=xw" it can set passwords, but not read them. */
  readonly passwordAccess: string;
  readonly knowsAcct: boolean;
  /** Limits of searches (slapd.conf(5), "limits"), one per line. */
  readonly limits: string;
}

/** Returns a site's recommended slapd.conf(5): TLS, a bot that is not rootdn, unique names and numbers, and a password policy. */
export function slapdConf(options: ConfOptions): string {
  const { root, folder, certificates, requireTls, passwordAccess, knowsAcct, limits } = options;
  const { suffix, peopleDn, groupsDn } = LDAP;
  return `
include ${root}/etc/ldap/schema/core.schema
include ${root}/etc/ldap/schema/cosine.schema
include ${root}/etc/ldap/schema/nis.schema
include ${root}/etc/ldap/schema/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.24552.500.1.1.1.13 NAME 'sshPublicKey' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 )
objectclass ( 1.3.6.1.4.1.24552.500.1.1.2.0 NAME 'ldapPublicKey' SUP top AUXILIARY MAY ( sshPublicKey $ uid ) )
modulepath ${root}/usr/lib/ldap
moduleload back_mdb
moduleload memberof
moduleload refint
moduleload unique
moduleload ppolicy

TLSCACertificateFile ${certificates.caFile}
TLSCertificateFile ${certificates.certFile}
TLSCertificateKeyFile ${certificates.keyFile}
TLSVerifyClient never
${requireTls ? "security simple_bind=128 update_ssf=128" : ""}
disallow bind_anon
password-hash {SSHA}

database config
rootdn cn=config
rootpw ${LDAP.rootPassword}

database mdb
suffix ${suffix}
rootdn cn=root,${suffix}
rootpw ${LDAP.rootPassword}
directory ${folder}/data
maxsize 268435456
dbnosync
${limits}
limits dn.exact="cn=limited,ou=services,${suffix}" size=1
index objectClass eq
index uid,uidNumber,gidNumber,memberUid,mail,cn eq

overlay memberof
overlay refint
refint_attributes member memberOf manager
overlay unique
unique_uri ldap:///${peopleDn}?uid?sub?(objectClass=posixAccount)
unique_uri ldap:///${peopleDn}?uidNumber?sub?(objectClass=posixAccount)
unique_uri ldap:///${peopleDn}?mail?sub?(objectClass=inetOrgPerson)
unique_uri ldap:///${groupsDn}?gidNumber?sub?(objectClass=posixGroup)
overlay ppolicy
ppolicy_default cn=default,ou=policies,${suffix}
ppolicy_hash_cleartext
ppolicy_use_lockout

${knowsAcct ? withAcct(passwordAccess) : withoutAcct}`;
}

const withAcct = (passwordAccess: string) => `access to attrs=userPassword
  by self =xw
  by dn.exact="${LDAP.botDn}" ${passwordAccess}
  by anonymous auth
  by * none
access to dn.subtree="${LDAP.peopleDn}"
  by dn.exact="${LDAP.botDn}" write
  by users read
  by * none
access to dn.subtree="${LDAP.groupsDn}"
  by dn.exact="${LDAP.botDn}" write
  by users read
  by * none
access to *
  by users read
  by * none
`;

const withoutAcct = `access to attrs=userPassword
  by self =xw
  by anonymous auth
  by * none
access to *
  by users read
  by * none
`;
