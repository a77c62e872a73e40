import { type Client, EqualityFilter } from "ldapts";
import { isSameDn } from "../../provisioners/ldap/dn.ts";
import { findAny } from "../../provisioners/ldap/entries.ts";
import { findSubject, findSubjectNamesake, subjectNames } from "../../provisioners/ldap/find-subject.ts";
import { type RawEntry, valuesOf } from "../../provisioners/ldap/raw-entry.ts";
import { type SourceAnswer, type Subject, unknown } from "../rule-source.ts";
import { NO_ENTRY_KNOWN, noEntry } from "./ldap-answers.ts";
import type { PeopleInLdap } from "./people-in-ldap.ts";

/**
 * Returns the names by which another system knows the person's LDAP account: the usernames, or the values of `attribute`. Returns
 * "unknown" if nobody can tell, also if another entry has one of these names.
 */
export async function ldapNames(
  ldap: PeopleInLdap,
  subject: Subject,
  attribute: string | undefined,
): Promise<{ readonly names: readonly string[] } | SourceAnswer> {
  const dn = await ldap.findEntry(subject);
  if (dn === undefined) return NO_ENTRY_KNOWN;
  return ldap.read(async (client, root) => {
    const entry = await findSubject(client, dn, attribute === undefined ? [] : [attribute]);
    if (!entry) return noEntry(dn);
    const names = attribute === undefined ? subjectNames(entry) : valuesOf(entry, attribute.toLowerCase());
    if (names.length === 0) return unknown(`LDAP shows acct no ${attribute ?? "uid"} of ${entry.dn}`);
    const other =
      attribute === undefined
        ? await findSubjectNamesake(client, root, entry, names)
        : await findOther(client, root, entry, attribute, names);
    if (other !== undefined)
      return unknown(`${entry.dn} and ${other} have the same name, ${names.join(" or ")}`);
    return { names };
  });
}

async function findOther(
  client: Client,
  root: string,
  entry: RawEntry,
  attribute: string,
  names: readonly string[],
): Promise<string | undefined> {
  const filters = names.map((value) => new EqualityFilter({ attribute, value }));
  const found = await findAny(client, root, filters, [attribute]);
  return found.find(({ dn }) => !isSameDn(dn, entry.dn))?.dn;
}
