import type { LoginGuards } from "../../credentials/login-guard.ts";
import type { Db } from "../../db/client.ts";
import type { Directory } from "../../directory/directory.ts";
import { openGerrit } from "../../gerrit/gerrit.ts";
import type { GerritConfig } from "../../gerrit/gerrit-client.ts";
import type { PhabricatorConfig } from "../../phabricator/conduit.ts";
import { openPhabricator } from "../../phabricator/phabricator.ts";
import { ldapReader } from "../../provisioners/ldap/ldap-reader.ts";
import type { LdapConfig } from "../../provisioners/ldap/ldap-session.ts";
import type { Namespace } from "../../provisioners/namespace.ts";
import type { RuleSource } from "../rule-source.ts";
import { accountAge } from "./account-age.ts";
import { affiliation } from "./affiliation.ts";
import { allowList } from "./allow-list.ts";
import { emailDomain } from "./email-domain.ts";
import { gerritGroup } from "./gerrit-group.ts";
import { type GitLabMembers, gitlabGroup } from "./gitlab-group.ts";
import { kind } from "./kind.ts";
import { ldapAttribute } from "./ldap-attribute.ts";
import { ldapGroup } from "./ldap-group.ts";
import { member } from "./member.ts";
import { peopleInLdap } from "./people-in-ldap.ts";
import { phabricatorProject } from "./phabricator-project.ts";
import { project } from "./project.ts";
import { quotasUpTo } from "./quotas-up-to.ts";
import { requestsPerHour } from "./requests-per-hour.ts";

/** The systems that rules may ask. Undefined: the site has none. */
export interface SourceDeps {
  readonly ldap?: LdapConfig | undefined;
  /** Finds the entry of an account of the registry. */
  readonly findDn?: Namespace["findDn"];
  readonly directory?: Directory | undefined;
  readonly gitlab?: GitLabMembers | undefined;
  readonly phabricator?: PhabricatorConfig | undefined;
  readonly gerrit?: GerritConfig | undefined;
  /** The folder of acct.yml. */
  readonly folder: string;
  readonly db: Db;
  readonly guards: LoginGuards;
  readonly now: () => Date;
}

/**
 * Opens the sources about requests, and those whose systems the site has. Connects to nothing yet. Without LDAP, nobody can be recognized in Phabricator and
 * Gerrit, so their sources are missing as well.
 */
export function openSources({
  findDn,
  directory,
  gitlab,
  phabricator,
  gerrit,
  folder,
  db,
  guards,
  now,
  ...deps
}: SourceDeps): readonly RuleSource[] {
  const ldap = deps.ldap && peopleInLdap(ldapReader(deps.ldap, guards), findDn);
  const sources = [
    ...[kind, project, quotasUpTo, emailDomain],
    ...[requestsPerHour(db), accountAge(db), member(db, now)],
    ...(ldap ? [ldapGroup({ ldap, now }), ldapAttribute({ ldap, now })] : []),
    ...(directory ? [affiliation({ directory })] : []),
    ...(gitlab ? [gitlabGroup({ gitlab })] : []),
    ...(ldap && phabricator
      ? [
          phabricatorProject({
            phabricator: openPhabricator(phabricator, guards),
            ldap,
            ldapAttribute: phabricator.ldapAttribute,
          }),
        ]
      : []),
    ...(ldap && gerrit ? [gerritGroup({ gerrit: openGerrit(gerrit, guards), ldap })] : []),
    allowList({ folder }),
  ];
  return sources as readonly RuleSource[];
}
