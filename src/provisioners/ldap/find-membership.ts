import { AndFilter, type Client, EqualityFilter, type Filter, OrFilter } from "ldapts";
import { dnKey } from "./dn.ts";
import { findSubjectNamesake, subjectNames } from "./find-subject.ts";
import { GROUP_CLASSES } from "./found-groups.ts";
import { firstOf, isOfClass, type RawEntry } from "./raw-entry.ts";
import { mayHaveEntries } from "./search-pages.ts";

/** `through`: the DN of the inner group, if the person is in the group only through another. `why` has no period. */
export type Membership =
  | { readonly is: "yes"; readonly through: string | undefined }
  | { readonly is: "no" }
  | { readonly is: "unknown"; readonly why: string };

/** Directories nest groups two or three deep; more is a mistake. */
const MAX_DEPTH = 10;
/** Few enough values for the filter of one search. */
const MAX_VALUES = 50;

/**
 * Finds out whether a person is in a group, also through other groups. Asks for the groups that name the person, then for those that
 * name these, so that the server compares the DNs and a list that it would cut is never read. A `memberUid` counts only if no other
 * entry has the same username.
 */
export async function findMembership(
  client: Client,
  root: string,
  person: RawEntry,
  group: RawEntry,
): Promise<Membership> {
  const names = subjectNames(person);
  const namesake = await findSubjectNamesake(client, root, person, names);
  const byDn = await climb(client, root, { person, group, names: namesake === undefined ? names : [] });
  if (byDn.is === "no" && namesake !== undefined) {
    const byName = await climb(client, root, { person, group, names });
    if (byName.is === "yes") {
      const why = `memberUid doesn't say whether it means ${person.dn} or ${namesake}, which have the same uid`;
      return { is: "unknown", why };
    }
  }
  if (byDn.is === "no" && !(await showsMembers(client, group)))
    return { is: "unknown", why: `LDAP doesn't show acct the members of ${group.dn}` };
  return byDn;
}

interface Climb {
  readonly person: RawEntry;
  readonly group: RawEntry;
  /** The names that count in `memberUid`. */
  readonly names: readonly string[];
}

async function climb(client: Client, root: string, { person, group, names }: Climb): Promise<Membership> {
  const wanted = dnKey(group.dn);
  const visited = new Set<string>();
  let level: string[] = [];
  let filters = [...memberFilters(person.dn), ...nameFilters(person, names)];
  for (let depth = 0; filters.length > 0; depth++) {
    if (depth > MAX_DEPTH) {
      const why = `${person.dn} is in groups that are nested more than ${MAX_DEPTH} levels deep`;
      return { is: "unknown", why };
    }
    const above = await searchGroups(client, root, filters);
    if (above.dns.some((dn) => dnKey(dn) === wanted))
      return { is: "yes", through: await findInner(client, group, level) };
    if (above.elsewhere !== undefined)
      return { is: "unknown", why: `LDAP keeps some groups on another server: ${above.elsewhere}` };
    level = above.dns.filter((dn) => !visited.has(dnKey(dn)));
    for (const dn of level) visited.add(dnKey(dn));
    filters = level.flatMap(memberFilters);
  }
  return { is: "no" };
}

/** Finds the one of these groups that the outer group names. */
async function findInner(
  client: Client,
  group: RawEntry,
  dns: readonly string[],
): Promise<string | undefined> {
  for (const dn of dns) {
    const { dns: found } = await searchGroups(client, group.dn, memberFilters(dn), "base");
    if (found.length > 0) return dn;
  }
  return undefined;
}

const equals = (attribute: string) => (value: string) => new EqualityFilter({ attribute, value });

const memberFilters = (dn: string): Filter[] => ["member", "uniqueMember"].map((name) => equals(name)(dn));

/** What names a person in a group besides the DN: the username, and the number or SID of the primary group (MS-ADA3 §2.120). */
function nameFilters(person: RawEntry, names: readonly string[]): Filter[] {
  const gidNumber = firstOf(person, "gidnumber");
  const domain = firstOf(person, "objectsid")?.split("-").slice(0, -1).join("-");
  const relativeId = firstOf(person, "primarygroupid");
  return [
    ...names.map(equals("memberUid")),
    ...(gidNumber === undefined ? [] : [equals("gidNumber")(gidNumber)]),
    ...(domain && relativeId ? [equals("objectSid")(`${domain}-${relativeId}`)] : []),
  ];
}

async function searchGroups(
  client: Client,
  base: string,
  filters: readonly Filter[],
  scope: "base" | "sub" = "sub",
): Promise<{ readonly dns: readonly string[]; readonly elsewhere: string | undefined }> {
  const isGroup = new OrFilter({ filters: GROUP_CLASSES.map(equals("objectClass")) });
  const dns: string[] = [];
  let elsewhere: string | undefined;
  for (let at = 0; at < filters.length; at += MAX_VALUES) {
    const some = new OrFilter({ filters: filters.slice(at, at + MAX_VALUES) });
    const filter = new AndFilter({ filters: [isGroup, some] });
    const { searchEntries, searchReferences } = await client.search(base, {
      scope,
      filter,
      attributes: ["cn"],
    });
    dns.push(...searchEntries.map(({ dn }) => dn));
    elsewhere ??= searchReferences.find(mayHaveEntries);
  }
  return { dns, elsewhere };
}

/** A group of these classes has at least one member (RFC 4519 §3.5 and §3.6), so one that shows none is hidden from us. */
async function showsMembers(client: Client, group: RawEntry): Promise<boolean> {
  const needsMember = isOfClass(group, "groupOfNames") || isOfClass(group, "groupOfUniqueNames");
  if (!needsMember) return true;
  const { searchEntries } = await client.search(group.dn, {
    scope: "base",
    filter: "(|(member=*)(uniqueMember=*))",
    attributes: ["cn"],
  });
  return searchEntries.length > 0;
}
