import type { LdapConfig } from "../../src/provisioners/ldap/ldap-session.ts";
import { LDAP } from "./ldap-names.ts";

/** Returns the settings with which acct reaches a temporary directory. */
export function ldapConfig(url: string, overrides: Partial<LdapConfig> = {}): LdapConfig {
  const { peopleDn, groupsDn, botDn, botPassword } = LDAP;
  return {
    url,
    startTls: false,
    bindDn: botDn,
    password: botPassword,
    peopleDn,
    groupsDn,
    homeDirectory: "/home/{username}",
    loginShell: "/bin/bash",
    sshKeys: false,
    maxConnections: 1,
    ...overrides,
  };
}
