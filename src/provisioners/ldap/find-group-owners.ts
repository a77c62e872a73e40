import { AndFilter, type Client, EqualityFilter, FilterParser, OrFilter } from "ldapts";
import { fullName } from "../../view/full-name.ts";
import type { GroupOwner, GroupOwners } from "../namespace.ts";
import { isShutShell } from "./account-state.ts";
import { dnKey, isInBranch, isKeyBelow } from "./dn.ts";
import { idFilters, idsIn } from "./entry-id.ts";
import { type AccountOptions, accountAttributes, foundAccount, isAccount } from "./found-account.ts";
import { GROUP_ATTRIBUTES, GROUP_FILTER, isGroup } from "./found-groups.ts";
import type { LdapConfig } from "./ldap-session.ts";
import { BINARY_ATTRIBUTES, firstOf, isOfClass, type RawEntry, toRawEntry, valuesOf } from "./raw-entry.ts";
import { readEntry } from "./search-pages.ts";

export type OwnedTree = Pick<LdapConfig, "groupsDn" | "teamsDn" | "campusIdAttribute" | "loginShell"> & {
  readonly root: string;
};

/**
 * Finds the people whom a project's group names as `owner`, `manager` (RFC 4519 §2.21, RFC 4524 §2.15), or `managedBy` (Active
 * Directory). Everything that isn't exactly one active person is a gap: a DN that leads nowhere, a group, someone who is
 * disabled. A group elsewhere in the tree only counts if it's the only one with this name.
 */
export async function findGroupOwners(
  client: Client,
  tree: OwnedTree,
  project: { readonly name: string; readonly externalId?: string | undefined },
  now: Date,
): Promise<GroupOwners> {
  const groups = await readGroups(client, tree, project);
  if (!Array.isArray(groups)) return { owners: [], gaps: [groups] };
  const owners = new Map<string, GroupOwner>();
  const gaps: string[] = [];
  const seen = new Set<string>();
  for (const group of groups) {
    for (const dn of ownerDnsOf(group)) {
      const key = dnKey(dn);
      if (seen.has(key)) continue;
      seen.add(key);
      const owner = await readOwner(client, dn, tree, now);
      // A groupOfNames may have a DN below its own that no one can have, for want of anyone else.
      if (owner === "nothing" && isKeyBelow(key, dnKey(group.dn))) continue;
      if (typeof owner === "string") gaps.push(`${project.name} names the owner ${dn}, ${WHY[owner]}.`);
      else owners.set(owner.id, owner);
    }
  }
  return { owners: [...owners.values()], gaps };
}

const WHY = {
  nothing: "whose entry acct can't read",
  group: "which is a group",
  other: "which is no account",
  inactive: "whose account isn't active",
} as const;

export const ownerDnsOf = (group: RawEntry) =>
  ["owner", "manager", "managedby"].flatMap((attribute) => valuesOf(group, attribute));

/** The group of the project and its groupOfNames, or why it isn't certain which group that is. */
async function readGroups(
  client: Client,
  { root, groupsDn, teamsDn }: OwnedTree,
  { name, externalId }: { readonly name: string; readonly externalId?: string | undefined },
): Promise<RawEntry[] | string> {
  const isCalled = new OrFilter({
    filters: ["cn", "sAMAccountName"].map((attribute) => new EqualityFilter({ attribute, value: name })),
  });
  const { searchEntries } = await client.search(root, {
    filter: new AndFilter({
      filters: [
        FilterParser.parseString(GROUP_FILTER),
        new OrFilter({ filters: [isCalled, ...idFilters(externalId)] }),
      ],
    }),
    attributes: [...GROUP_ATTRIBUTES],
    explicitBufferAttributes: BINARY_ATTRIBUTES,
  });
  const found = searchEntries.map(toRawEntry);
  const isTeam = ({ dn }: RawEntry) => teamsDn !== undefined && isInBranch(dn, teamsDn);
  const teams = found.filter((entry) => isTeam(entry) && isOfClass(entry, "groupOfNames"));
  const others = found.filter((entry) => !isTeam(entry));
  if (externalId !== undefined) {
    const own = others.find((entry) => idsIn(entry).includes(externalId));
    return own ? [own, ...teams] : `LDAP no longer shows acct the group of ${name}.`;
  }
  // Somewhere else, a list of email addresses may be a groupOfNames with the same name.
  const projects = others.filter((entry) => isOfClass(entry, "posixGroup") || isOfClass(entry, "group"));
  const here = projects.filter(({ dn }) => isInBranch(dn, groupsDn));
  const chosen = here.length > 0 ? here : projects;
  if (chosen.length > 1) return `LDAP has ${chosen.length} groups called ${name}.`;
  return [...chosen, ...teams];
}

export async function readOwner(
  client: Client,
  dn: string,
  { campusIdAttribute = "employeeNumber", loginShell }: OwnedTree,
  now: Date,
): Promise<GroupOwner | keyof typeof WHY> {
  const options: AccountOptions = { campusIdAttribute, noShells: isShutShell(loginShell), now };
  const entry = await readEntry(client, dn, [...accountAttributes(options), "cn", "displayName"]);
  if (!entry) return "nothing";
  if (isGroup(entry)) return "group";
  const account = isAccount(entry) ? foundAccount(entry, options) : undefined;
  if (!account) return "other";
  if (account.state !== "active") return "inactive";
  const { id, username, givenName = "", familyName = "", emails } = account;
  const named = fullName({ givenName, familyName });
  const name = firstOf(entry, "displayname") ?? (named || (firstOf(entry, "cn") ?? username));
  return { id, name, email: emails[0] };
}
