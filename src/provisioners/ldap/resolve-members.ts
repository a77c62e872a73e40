import { dnKey, isKeyBelow } from "./dn.ts";
import type { RawGroup } from "./found-groups.ts";

/** What groups need to know about an account. */
export interface AccountInTree {
  readonly id: string;
  readonly username: string;
  readonly gidNumber: number | undefined;
  /** Active Directory: the SID of the person's primary group, which never lists them as a member. */
  readonly primaryGroupSid: string | undefined;
}

/** What a DN that is below none of our bases leads to. "nothing" may also be an entry that we can't see. */
export type Elsewhere = "account" | "no-account" | "nothing" | "not-asked";

/** What was read, by the keys of DNs. */
export interface Tree {
  readonly accounts: ReadonlyMap<string, AccountInTree>;
  /** All groups that members can come from, also those below none of our bases. */
  readonly groups: ReadonlyMap<string, RawGroup>;
  readonly elsewhere: ReadonlyMap<string, Elsewhere>;
  /** Whether an entry with this key would be below one of our bases. */
  isOurs(key: string): boolean;
}

export interface ResolvedGroup {
  readonly members: readonly string[];
  readonly owners: readonly string[];
  /** Which members and owners are no accounts, in a sentence. */
  readonly remark: string | undefined;
  /** Why members may be missing, in sentences. */
  readonly gaps: readonly string[];
}

/** Directories nest groups two or three deep; more is a mistake. */
const MAX_DEPTH = 10;
const MAX_NAMED = 5;

/**
 * Resolves members and owners: DNs, usernames, groups in groups, and the people whose primary group this is. Cycles end where they
 * began.
 */
export function membersResolver(tree: Tree): (group: RawGroup) => ResolvedGroup {
  const accounts = [...tree.accounts.values()];
  const byUsername = Map.groupBy(accounts, ({ username }) => username);
  const byGid = Map.groupBy(accounts, ({ gidNumber }) => gidNumber);
  const bySid = Map.groupBy(accounts, ({ primaryGroupSid }) => primaryGroupSid);

  return (group) => {
    const about = `The LDAP group ${group.name}`;
    const members = new Set<string>();
    const owners = new Set<string>();
    const unknown = new Set<string>();
    const outside = new Set<string>();
    const visited = new Set<string>();
    const gaps = new Set<string>();

    function addDn(dn: string, from: RawGroup, to: Set<string>, depth: number): void {
      const key = dnKey(dn);
      const account = tree.accounts.get(key);
      const inner = tree.groups.get(key);
      const found = tree.elsewhere.get(key);
      if (account) to.add(account.id);
      else if (inner) addGroup(inner, to, depth + 1);
      // A groupOfNames needs a member; an empty one has a DN below its own that no one can have.
      else if (found === "nothing" && isKeyBelow(key, from.key)) return;
      else if (found === "no-account" || (found === "nothing" && tree.isOurs(key))) unknown.add(dn);
      else outside.add(dn);
    }

    function addGroup(from: RawGroup, to: Set<string>, depth: number): void {
      if (visited.has(from.key)) return;
      if (depth > MAX_DEPTH) {
        gaps.add(`${about} contains groups more than ${MAX_DEPTH} levels deep.`);
        return;
      }
      visited.add(from.key);
      for (const gap of from.gaps) gaps.add(gap);
      for (const dn of from.memberDns) addDn(dn, from, to, depth);
      for (const username of from.memberUids) {
        const [account, another] = byUsername.get(username) ?? [];
        if (account && !another) to.add(account.id);
        else unknown.add(username);
      }
      const primary = [
        ...(from.gidNumber === undefined ? [] : (byGid.get(from.gidNumber) ?? [])),
        ...(from.sid === undefined ? [] : (bySid.get(from.sid) ?? [])),
      ];
      for (const { id } of primary) to.add(id);
    }

    addGroup(group, members, 0);
    visited.clear();
    for (const dn of group.ownerDns) addDn(dn, group, owners, 0);
    if (outside.size > 0)
      gaps.add(
        `${about} has members that acct can't read or that are not below ldap.peopleDn: ${nameSome(outside)}.`,
      );
    const odd = `${about} names what is not exactly one account: ${nameSome(unknown)}.`;
    return {
      members: [...members],
      owners: [...owners],
      remark: unknown.size > 0 ? odd : undefined,
      gaps: [...gaps],
    };
  };
}

function nameSome(names: ReadonlySet<string>): string {
  const first = [...names].slice(0, MAX_NAMED);
  const rest = names.size - first.length;
  return [...first, ...(rest > 0 ? [`${rest} more`] : [])].join("; ");
}
