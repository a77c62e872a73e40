import type { Reading } from "../found.ts";
import type { SlurmTree, TreeAssociation } from "./slurm-tree.ts";

const SYSTEM = "Slurm";
/** Slurm has this account and this user from the start, for itself. */
const ROOT = "root";
const MAX_NAMED = 5;

/**
 * Reads all accounts with their users, over every cluster. A coordinator is an owner, but not of the accounts below. Changes
 * nothing.
 */
export async function listSlurm(
  list: () => Promise<SlurmTree>,
  onProgress: (entries: number) => void,
): Promise<Reading> {
  const { accounts, associations, broken } = await list();
  const byAccount = Map.groupBy(associations, ({ account }) => account);
  const coordinators = new Map(accounts.map(({ name, coordinators }) => [name, coordinators]));
  const remarks: string[] = [];
  const projects = accounts
    .filter(({ name }) => name !== ROOT)
    .map(({ name, description }) => {
      const here = byAccount.get(name) ?? [];
      const parents = here.map(({ parent }) => parent).filter((parent) => parent !== "" && parent !== name);
      const inherited = new Set(parents.flatMap((parent) => coordinators.get(parent) ?? []));
      const members = [...new Set(here.map(({ user }) => user))].filter(
        (user) => user !== "" && user !== ROOT,
      );
      remarks.push(...describePartial(name, here));
      return {
        system: SYSTEM,
        id: name,
        name,
        description: description || undefined,
        members,
        owners: (coordinators.get(name) ?? []).filter((user) => user !== ROOT && !inherited.has(user)),
      };
    });
  const usernames = new Set(projects.flatMap(({ members, owners }) => [...members, ...owners]));
  onProgress(usernames.size + projects.length);
  return {
    accounts: [...usernames].map((username) => ({
      system: SYSTEM,
      id: username,
      username,
      emails: [],
      state: "active",
      usesDirectoryNames: true,
    })),
    projects,
    problems: broken.map((row) => `sacctmgr listed a row that can't be read: ${row.slice(0, 200)}`),
    remarks,
    incomplete: describeGap(
      associations.some(({ user }) => user === ROOT),
      broken.length,
    ),
  };
}

function describeGap(seesRoot: boolean, broken: number): string | undefined {
  // Every Slurm has this user, but one with PrivateData shows an ordinary user only what is their own.
  if (!seesRoot)
    return "Slurm doesn't show us its user root, so it shows us only a part: give acct's user the admin level Operator.";
  return broken > 0 ? `Something may be missing: ${broken} rows of sacctmgr can't be read.` : undefined;
}

/** Names the users who are in an account on some of its clusters, but not on all. */
function describePartial(account: string, associations: readonly TreeAssociation[]): string[] {
  const clusters = Map.groupBy(associations, ({ cluster }) => cluster);
  const users = Map.groupBy(
    associations.filter(({ user }) => user !== "" && user !== ROOT),
    ({ user }) => user,
  );
  const partial = [...users]
    .filter(([, own]) => new Set(own.map(({ cluster }) => cluster)).size < clusters.size)
    .map(([user]) => user);
  if (partial.length === 0) return [];
  const rest = partial.length > MAX_NAMED ? ` and ${partial.length - MAX_NAMED} more` : "";
  return [
    `The Slurm account ${account} is on ${[...clusters.keys()].join(", ")}, but not on all of them for ${partial.slice(0, MAX_NAMED).join(", ")}${rest}.`,
  ];
}
