import { type Client, PresenceFilter } from "ldapts";
import { findSubject, subjectState } from "../../provisioners/ldap/find-subject.ts";
import { followRanges } from "../../provisioners/ldap/follow-ranges.ts";
import { answered } from "../answered.ts";
import { no, type RuleSource, unknown, yes } from "../rule-source.ts";
import { explainState, NO_ENTRY_KNOWN, noEntry } from "./ldap-answers.ts";
import { REMOTE_MAX_AGE_MS } from "./max-age.ts";
import { ENTRY_FACTS, type PeopleInLdap } from "./people-in-ldap.ts";

interface LdapSourceDeps {
  readonly ldap: PeopleInLdap;
  readonly now: () => Date;
}

interface WantedAttribute {
  readonly name: string;
  readonly value: string;
}

/** `ldapAttribute: { name: eduPersonAffiliation, value: staff }`: whether the person's entry in LDAP has a value, in any case of letters. */
export function ldapAttribute({ ldap, now }: LdapSourceDeps): RuleSource<WantedAttribute> {
  return {
    name: "ldapAttribute",
    system: "LDAP",
    maxAgeMs: REMOTE_MAX_AGE_MS,
    facts: ENTRY_FACTS,
    describe: ({ name, value }) => `the person's LDAP entry has the value ${value} for ${name}`,
    ask: ({ name, value }, subject, signal) =>
      answered("LDAP", signal, async () => {
        const ldapDn = await ldap.findEntry(subject);
        if (ldapDn === undefined) return NO_ENTRY_KNOWN;
        return ldap.read(async (client, root) => {
          const person = await findSubject(client, ldapDn, [name]);
          if (!person) return noEntry(ldapDn);
          const values = await followRanges(client, person, name.toLowerCase());
          if (!values) return unknown(`LDAP did not show all values of ${name} of ${person.dn}`);
          if (values.some((each) => fold(each) === fold(value))) {
            const answer = yes(`${person.dn} has ${name} ${value}`);
            return explainState(person, subjectState(person, now()), answer);
          }
          // A server answers a mistyped attribute as one that nobody has.
          if (values.length === 0 && !(await isShown(client, root, name)))
            return unknown(`LDAP shows acct no entry that has ${name}`);
          return no(`${person.dn} does not have ${name} ${value}`);
        });
      }),
    check: ldap.check,
  };
}

const fold = (text: string) => text.normalize("NFKC").trim().toLowerCase();

async function isShown(client: Client, root: string, attribute: string): Promise<boolean> {
  const filter = new PresenceFilter({ attribute });
  const { searchEntries } = await client.search(root, { filter, attributes: [attribute], sizeLimit: 1 });
  return searchEntries.length > 0;
}
