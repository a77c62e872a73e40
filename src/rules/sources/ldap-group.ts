import { AndFilter, type Client, EqualityFilter, FilterParser } from "ldapts";
import { Failure } from "../../failure/failure.ts";
import { parseDn } from "../../provisioners/ldap/dn.ts";
import { findMembership } from "../../provisioners/ldap/find-membership.ts";
import { findSubject, subjectState } from "../../provisioners/ldap/find-subject.ts";
import { GROUP_FILTER, isGroup } from "../../provisioners/ldap/found-groups.ts";
import { BINARY_ATTRIBUTES, type RawEntry, toRawEntry } from "../../provisioners/ldap/raw-entry.ts";
import { readEntry } from "../../provisioners/ldap/search-pages.ts";
import { answered } from "../answered.ts";
import { no, type RuleSource, type SourceAnswer, unknown, yes } from "../rule-source.ts";
import { explainState, NO_ENTRY_KNOWN, noEntry } from "./ldap-answers.ts";
import { REMOTE_MAX_AGE_MS } from "./max-age.ts";
import { ENTRY_FACTS, type PeopleInLdap } from "./people-in-ldap.ts";

interface LdapSourceDeps {
  readonly ldap: PeopleInLdap;
  readonly now: () => Date;
}

const ATTRIBUTES = ["objectClass", "cn"];

/** `ldapGroup: staff`: whether the person's entry in LDAP is in a group, also through other groups. A group is named by its cn or DN. */
export function ldapGroup({ ldap, now }: LdapSourceDeps): RuleSource<string> {
  return {
    name: "ldapGroup",
    system: "LDAP",
    maxAgeMs: REMOTE_MAX_AGE_MS,
    facts: ENTRY_FACTS,
    describe: (wanted) => `the person is in the LDAP group ${wanted}`,
    ask: (wanted, subject, signal) =>
      answered("LDAP", signal, async () => {
        const ldapDn = await ldap.findEntry(subject);
        if (ldapDn === undefined) return NO_ENTRY_KNOWN;
        return ldap.read(async (client, root) => {
          const group = await findGroup(client, root, ldap.groupsDn, wanted);
          if ("why" in group) return unknown(group.why);
          const person = await findSubject(client, ldapDn);
          if (!person) return noEntry(ldapDn);
          const answer = await judge(client, root, person, group);
          return explainState(person, subjectState(person, now()), answer);
        });
      }),
    async check(groups) {
      await ldap.check();
      await ldap.read(async (client, root) => {
        for (const wanted of groups) {
          const group = await findGroup(client, root, ldap.groupsDn, wanted);
          if ("why" in group) throw new Failure(group.why);
        }
      });
    },
  };
}

async function judge(client: Client, root: string, person: RawEntry, group: RawEntry): Promise<SourceAnswer> {
  const found = await findMembership(client, root, person, group);
  if (found.is === "unknown") return unknown(found.why);
  if (found.is === "no") return no(`${person.dn} is not a member of ${group.dn}`);
  const through = found.through === undefined ? "" : ` through ${found.through}`;
  return yes(`${person.dn} is a member of ${group.dn}${through}`);
}

/** Finds the one group with this DN, or with this name: one below the group branch first, then anywhere. */
async function findGroup(
  client: Client,
  root: string,
  groupsDn: string,
  wanted: string,
): Promise<RawEntry | { readonly why: string }> {
  if (parseDn(wanted)?.length) {
    const entry = await readEntry(client, wanted, ATTRIBUTES);
    if (entry && isGroup(entry)) return entry;
    return {
      why: entry ? `the LDAP entry ${wanted} is not a group` : `LDAP shows acct no group ${wanted}`,
    };
  }
  for (const base of [groupsDn, root]) {
    const { searchEntries } = await client.search(base, {
      filter: new AndFilter({
        filters: [
          FilterParser.parseString(GROUP_FILTER),
          new EqualityFilter({ attribute: "cn", value: wanted }),
        ],
      }),
      attributes: ATTRIBUTES,
      explicitBufferAttributes: BINARY_ATTRIBUTES,
    });
    const [entry, another] = searchEntries;
    if (entry && another)
      return { why: `${searchEntries.length} LDAP groups are called ${wanted}: write the DN of one of them` };
    if (entry) return toRawEntry(entry);
  }
  return { why: `LDAP shows acct no group called ${wanted}` };
}
