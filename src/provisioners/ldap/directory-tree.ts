import type { FoundAccount, FoundProject, Reading } from "../found.ts";
import { dnKey, isKeyBelow } from "./dn.ts";
import { type AccountOptions, foundAccount } from "./found-account.ts";
import type { RawGroup } from "./found-groups.ts";
import { firstOf, numberOf, type RawEntry } from "./raw-entry.ts";
import { type AccountInTree, type Elsewhere, membersResolver } from "./resolve-members.ts";

export interface TreeOptions extends AccountOptions {
  /** Whether an entry with this key of a DN would be among those that we read. */
  isOurs(key: string): boolean;
  /** The entry with the groupOfNames of projects; undefined: none. */
  readonly teamsDn?: string | undefined;
}

/** Collects the accounts and groups of a directory, from a search or a file, and resolves the members at the end. */
export function directoryTree(options: TreeOptions) {
  const { isOurs, teamsDn } = options;
  const found: FoundAccount[] = [];
  const accounts = new Map<string, AccountInTree>();
  const groups = new Map<string, RawGroup>();
  const problems: string[] = [];

  return {
    addAccount(entry: RawEntry): void {
      const account = foundAccount(entry, options);
      if (!account) {
        problems.push(`The LDAP entry ${entry.dn} has no username.`);
        return;
      }
      found.push(account);
      accounts.set(dnKey(entry.dn), {
        id: account.id,
        username: account.username,
        gidNumber: numberOf(entry, "gidnumber"),
        primaryGroupSid: primaryGroupSid(entry),
      });
    },

    addGroup(group: RawGroup): void {
      if (group.name === "") problems.push(`The LDAP group ${group.dn} has no name.`);
      else groups.set(group.key, group);
    },

    groups: groups as ReadonlyMap<string, RawGroup>,
    hasAccount: (key: string) => accounts.has(key),

    /** `further` are groups that only give members to ours. `gaps` are the reasons why entries may be missing, in sentences. */
    finish(
      further: Iterable<readonly [string, RawGroup]>,
      elsewhere: ReadonlyMap<string, Elsewhere>,
      gaps: Iterable<string>,
    ): Reading {
      const all = new Map([...groups, ...further]);
      const resolve = membersResolver({ accounts, groups: all, elsewhere, isOurs });
      const projects: FoundProject[] = [];
      const remarks: string[] = [];
      const allGaps = new Set(gaps);
      for (const group of withoutTeams([...groups.values()], teamsDn)) {
        const { members, owners, remark, gaps: missing } = resolve(group);
        const { id, name, gidNumber, description } = group;
        const incomplete = joinSentences(missing);
        projects.push({ system: "LDAP", id, name, gidNumber, description, members, owners, incomplete });
        if (remark !== undefined) remarks.push(remark);
        for (const gap of missing) allGaps.add(gap);
      }
      return { accounts: found, projects, problems, remarks, incomplete: joinSentences(allGaps) };
    },
  };
}

/** acct keeps a project as a groupOfNames as well, which is not a second project. */
function withoutTeams(groups: readonly RawGroup[], teamsDn: string | undefined): readonly RawGroup[] {
  if (teamsDn === undefined) return groups;
  const isTeam = ({ key }: RawGroup) => isKeyBelow(key, dnKey(teamsDn));
  const names = new Set(groups.filter((group) => !isTeam(group)).map(({ name }) => name.toLowerCase()));
  return groups.filter((group) => !isTeam(group) || !names.has(group.name.toLowerCase()));
}

/** The primary group is in the same domain as the person (MS-ADA3 §2.120). */
function primaryGroupSid(entry: RawEntry): string | undefined {
  const domain = firstOf(entry, "objectsid")?.split("-").slice(0, -1).join("-");
  const relativeId = firstOf(entry, "primarygroupid");
  return domain && relativeId ? `${domain}-${relativeId}` : undefined;
}

function joinSentences(sentences: Iterable<string>): string | undefined {
  return [...sentences].join(" ") || undefined;
}
