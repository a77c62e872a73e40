import { LDAP } from "./ldap-names.ts";

/** Returns a site's tree as LDIF (RFC 2849) with these entries, and with these additional lines in its password policy. */
export function slapdTree(entries: string, { knowsAcct = true, policy = "" } = {}): string {
  const { suffix, botDn, botPassword, readerDn, readerPassword } = LDAP;
  const units = ["people", "groups", "services", "policies"].map(
    (unit) => `dn: ou=${unit},${suffix}\nobjectClass: organizationalUnit\nou: ${unit}\n`,
  );
  const service = (dn: string, password: string) =>
    `dn: ${dn}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\nuserPassword: ${password}\n`;
  return [
    `dn: ${suffix}\nobjectClass: dcObject\nobjectClass: organization\no: Example\n`,
    ...units,
    ...(knowsAcct ? [service(botDn, botPassword)] : []),
    service(readerDn, readerPassword),
    `dn: cn=default,ou=policies,${suffix}
objectClass: pwdPolicy
objectClass: device
pwdAttribute: userPassword
pwdMinLength: 8
pwdCheckQuality: 1
pwdInHistory: 3
pwdMaxFailure: 5
pwdLockout: TRUE
pwdLockoutDuration: 60
pwdAllowUserChange: TRUE
${policy}`,
    entries,
  ].join("\n");
}
