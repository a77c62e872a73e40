import { Failure } from "../../failure/failure.ts";
import type { Gerrit } from "../../gerrit/gerrit.ts";
import { answered } from "../answered.ts";
import { no, type RuleSource, unknown, yes } from "../rule-source.ts";
import { ldapNames } from "./ldap-names.ts";
import { REMOTE_MAX_AGE_MS } from "./max-age.ts";
import { ENTRY_FACTS, type PeopleInLdap } from "./people-in-ldap.ts";

interface GerritSourceDeps {
  readonly gerrit: Gerrit;
  readonly ldap: PeopleInLdap;
}

/** `gerritGroup: Trusted-Contributors`: whether the account with the person's LDAP username is in a group, also through other groups. */
export function gerritGroup({ gerrit, ldap }: GerritSourceDeps): RuleSource<string> {
  return {
    name: "gerritGroup",
    system: "Gerrit",
    maxAgeMs: REMOTE_MAX_AGE_MS,
    facts: ENTRY_FACTS,
    describe: (wanted) => `the Gerrit account of the person's LDAP entry is in the group ${wanted}`,
    ask: (wanted, subject, signal) =>
      answered("Gerrit", signal, async () => {
        const known = await ldapNames(ldap, subject, undefined);
        if ("answer" in known) return known;
        const group = await gerrit.findGroup(wanted, signal);
        if (!group) return unknown(noGroup(wanted));
        if (!(await gerrit.usesLdapUsernames(signal)))
          return unknown("people do not sign in to Gerrit with LDAP, so a username there proves nothing");
        const name = known.names.join(" or ");
        // LDAP ignores the case of usernames, and Gerrit may store them in lower case (config-gerrit.html, ldap.localUsernameToLowerCase).
        const spellings = new Set(known.names.flatMap((each) => [each, each.toLowerCase()]));
        const accounts = [];
        for (const each of spellings) accounts.push(...(await gerrit.findAccounts(each, signal)));
        const [account, another] = accounts;
        if (!account) return no(`Gerrit has no account with the LDAP username ${name}`);
        if (another) return unknown(`Gerrit has several accounts with the LDAP username ${name}`);
        const who = `the Gerrit account ${account.username} (${account.id})`;
        if (!account.isActive) return no(`${who} is inactive`);
        const isMember = await gerrit.isMember(account, group, signal);
        if (isMember === undefined)
          return unknown(
            `Gerrit does not show acct who is in ${group.name}: make the group visible to all, or make acct an owner of it`,
          );
        return isMember
          ? yes(`${who} is a member of ${group.name}`)
          : no(`${who} is not a member of ${group.name}`);
      }),
    async check(groups) {
      await gerrit.check();
      for (const wanted of groups) if (!(await gerrit.findGroup(wanted))) throw new Failure(noGroup(wanted));
    },
  };
}

const noGroup = (wanted: string) => `Gerrit shows acct no group ${wanted}`;
