import { noGuards } from "../../credentials/login-guard.ts";
import type { EmailStore } from "../email-store.ts";
import type { NameStore, UsernameStore } from "../name-store.ts";
import type { Namespace } from "../namespace.ts";
import type { PasswordStore } from "../password-store.ts";
import type { Provisioner } from "../provisioner.ts";
import { ldapBelongings } from "./ldap-belongings.ts";
import { ldapComparison } from "./ldap-comparison.ts";
import { ldapExplanation } from "./ldap-explanation.ts";
import { ldapNamespace } from "./ldap-namespace.ts";
import { ldapParts } from "./ldap-parts.ts";
import { ldapPasswords } from "./ldap-passwords.ts";
import { ldapProvisioner } from "./ldap-provisioner.ts";
import type { LdapConfig } from "./ldap-session.ts";

/** People and projects in a directory with the schema of RFC 2307. */
export function ldap(
  config: LdapConfig,
  guards = noGuards,
): Provisioner & EmailStore & NameStore & { readonly username: UsernameStore } & Namespace & PasswordStore {
  const parts = ldapParts(config, guards);
  return {
    name: "LDAP",
    ...ldapProvisioner(parts),
    ...ldapComparison(parts),
    ...ldapExplanation(parts),
    ...ldapBelongings(parts),
    ...ldapNamespace(parts),
    ...ldapPasswords(parts),
  };
}
