import type { LdapConfig } from "../src/provisioners/ldap/ldap-session.ts";
import { LDAP } from "../test/services/ldap-names.ts";

/** How acct reaches the throw-away directory of a bench. */
export function benchDirectory(url: string, ca: string, maxConnections: number): LdapConfig {
  const { peopleDn, groupsDn, botDn, botPassword } = LDAP;
  return {
    url,
    ca,
    startTls: false,
    bindDn: botDn,
    password: botPassword,
    peopleDn,
    groupsDn,
    homeDirectory: "/home/{username}",
    loginShell: "/bin/bash",
    sshKeys: false,
    maxConnections,
  };
}
