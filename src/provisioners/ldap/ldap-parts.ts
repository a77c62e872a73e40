import type { LoginGuards } from "../../credentials/login-guard.ts";
import { groupOfNamesStore } from "./group-of-names-store.ts";
import { ldapPool } from "./ldap-pool.ts";
import { type LdapConfig, ldapGuard } from "./ldap-session.ts";
import { peopleStore } from "./people-store.ts";
import { posixGroupStore } from "./posix-group-store.ts";

/** What every part of the provisioner works with: the connections, and where people and projects are kept. */
export type LdapParts = ReturnType<typeof ldapParts>;

export function ldapParts(config: LdapConfig, guards: LoginGuards) {
  const { teamsDn, bindDn } = config;
  return {
    config,
    session: ldapPool(config, ldapGuard(config, guards)),
    people: peopleStore(config),
    groups: posixGroupStore(config.groupsDn),
    /** Undefined: the site has no groupOfNames. */
    teams: teamsDn === undefined ? undefined : groupOfNamesStore({ teamsDn, bindDn }),
  };
}
