import type { GitLab, GitLabUser } from "../../gitlab/gitlab.ts";
import { dnKey } from "../ldap/dn.ts";
import { type AccountRef, externalIdIn, NameConflictError } from "../provisioner.ts";
import type { GitLabConfig } from "./gitlab-config.ts";

/** A person's account, or why acct doesn't know one, in a sentence. */
export type AccountFound =
  | { readonly user: GitLabUser }
  | {
      readonly user: undefined;
      readonly why: string;
      /** True: there is an account that may be theirs, and an admin has to find out. */
      readonly isDoubtful: boolean;
    };

export interface FindDeps {
  readonly gitLab: Pick<GitLab, "findUser" | "findByIdentity" | "findByAddress" | "findByUsername">;
  readonly providers: GitLabConfig["providers"];
  /** The DN of a person's entry in the directory. Undefined: there is no directory. */
  readonly findDn: ((account: AccountRef) => Promise<string | undefined>) | undefined;
}

/** Someone who has no number yet has no entry in the directory either. */
export type PersonRef = Omit<AccountRef, "uidNumber"> & Partial<Pick<AccountRef, "uidNumber">>;

/**
 * Finds the account that is provably this person's: by the ID that acct knows, by the identity that names their entry in the directory,
 * or, for an account without any identity, by an address that GitLab itself has confirmed. GitLab compares DNs in its own way, so
 * accounts with the person's address or username are looked at, too; they count only if their identity is the person's. Throws
 * `NameConflictError` if the address belongs to an account whose identity is someone else's, or if two accounts are the person's.
 */
export async function findAccount(account: PersonRef, deps: FindDeps): Promise<AccountFound> {
  const { gitLab, findDn } = deps;
  const id = externalIdIn(account, "GitLab");
  const known = id !== undefined && /^\d+$/.test(id) ? await gitLab.findUser(Number(id)) : undefined;
  if (known) return { user: known };

  const providers = ldapProviders(deps);
  const { uidNumber } = account;
  const isRegistered = providers.length > 0 && uidNumber !== undefined;
  const dn = isRegistered ? await findDn?.({ ...account, uidNumber }) : undefined;
  const key = dn === undefined ? undefined : dnKey(dn);
  const isTheirs = (user: GitLabUser) =>
    user.identities.some(({ provider, uid }) => providers.includes(provider) && dnKey(uid) === key);

  const addressed = account.email === null ? [] : await gitLab.findByAddress(account.email);
  if (dn !== undefined) {
    const candidates = [
      ...(
        await Promise.all(providers.map((provider) => gitLab.findByIdentity({ provider, uid: dn })))
      ).flat(),
      ...addressed,
      ...((await gitLab.findByUsername(account.username).then((user) => user && [user])) ?? []),
    ];
    const [first, second] = [...new Map(candidates.filter(isTheirs).map((user) => [user.id, user])).values()];
    if (first && second)
      throw new NameConflictError(
        `GitLab has two accounts of ${dn}: @${first.username} and @${second.username}. Delete one of them there`,
      );
    if (first) return { user: first };
  }
  return judgeAddressed(account, addressed[0], { providers, dn });
}

/** Judges the account with the person's address, which no identity has proven to be theirs. */
function judgeAddressed(
  { username, email }: PersonRef,
  found: GitLabUser | undefined,
  { providers, dn }: { readonly providers: readonly string[]; readonly dn: string | undefined },
): AccountFound {
  if (!found) {
    const why = `${username} has no GitLab account yet and gets one by signing in to GitLab`;
    return { user: undefined, why, isDoubtful: false };
  }
  const named = `the GitLab account @${found.username} has the address ${email}`;
  const doubtful = (why: string): AccountFound => ({
    user: undefined,
    why: `${named}, but ${why}`,
    isDoubtful: true,
  });
  if (found.identities.length === 0)
    return found.confirmedAt ? { user: found } : doubtful("the address isn't confirmed there");
  const other = found.identities.find(({ provider }) => providers.includes(provider));
  if (other && dn !== undefined)
    throw new NameConflictError(
      `GitLab's account @${found.username} has the address ${email}, but belongs to ${other.uid} and not to ${dn}. Change the address there, or the identity`,
    );
  const names = found.identities.map(({ provider }) => provider).join(", ");
  return doubtful(`nothing proves that its identity (${names}) is ${username}`);
}

const ldapProviders = ({ providers, findDn }: FindDeps): string[] =>
  findDn ? Object.keys(providers).filter((name) => providers[name] === "ldap") : [];
