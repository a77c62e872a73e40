import { Failure } from "../../failure/failure.ts";
import type { Phabricator } from "../../phabricator/phabricator.ts";
import { answered } from "../answered.ts";
import { no, type RuleSource, unknown, yes } from "../rule-source.ts";
import { ldapNames } from "./ldap-names.ts";
import { REMOTE_MAX_AGE_MS } from "./max-age.ts";
import { ENTRY_FACTS, type PeopleInLdap } from "./people-in-ldap.ts";

interface PhabricatorSourceDeps {
  readonly phabricator: Phabricator;
  readonly ldap: PeopleInLdap;
  /** The LDAP attribute with the names by which Phabricator knows LDAP accounts; undefined: the username. */
  readonly ldapAttribute?: string | undefined;
}

/** `phabricatorProject: trusted-contributors`: whether the user that is linked to the person's LDAP account is in a project. */
export function phabricatorProject(deps: PhabricatorSourceDeps): RuleSource<string> {
  const { phabricator, ldap, ldapAttribute } = deps;
  return {
    name: "phabricatorProject",
    system: "Phabricator",
    maxAgeMs: REMOTE_MAX_AGE_MS,
    facts: ENTRY_FACTS,
    describe: (wanted) =>
      `the Phabricator account that is linked to the person's LDAP entry is in the project #${wanted}`,
    ask: (wanted, subject, signal) =>
      answered("Phabricator", signal, async () => {
        const known = await ldapNames(ldap, subject, ldapAttribute);
        if ("answer" in known) return known;
        const name = known.names.join(" or ");
        const project = await phabricator.findProject(wanted, signal);
        if (!project) return unknown(noProject(wanted));
        const [user, another] = await phabricator.findByLdapNames(known.names, signal);
        if (!user) return no(`no Phabricator user is linked to the LDAP account ${name}`);
        if (another)
          return unknown(
            `the Phabricator users ${user.username} and ${another.username} are both linked to ${name}`,
          );
        const who = `the Phabricator user ${user.username}, who is linked to the LDAP account ${name},`;
        if (user.roles.includes("disabled")) return no(`${who} is disabled`);
        if (!user.roles.includes("activated")) return no(`${who} is not activated`);
        return project.members.has(user.phid)
          ? yes(`${who} is a member of #${wanted}`)
          : no(`${who} is not a member of #${wanted}`);
      }),
    async check(projects) {
      await phabricator.check();
      for (const wanted of projects)
        if (!(await phabricator.findProject(wanted))) throw new Failure(noProject(wanted));
    },
  };
}

const noProject = (wanted: string) => `Phabricator shows acct no project #${wanted}`;
