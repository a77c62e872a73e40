/** The distinguished names and passwords of the temporary directory. */
export const LDAP = {
  suffix: "dc=example,dc=org",
  peopleDn: "ou=people,dc=example,dc=org",
  groupsDn: "ou=groups,dc=example,dc=org",
  botDn: "cn=acct,ou=services,dc=example,dc=org",
  botPassword: "bot-password",
  readerDn: "cn=reader,ou=services,dc=example,dc=org",
  readerPassword: "reader-password",
  rootPassword: "root-password",
} as const;
