import { Failure } from "../../failure/failure.ts";
import { type AccountRef, externalIdIn, NameConflictError, type Project } from "../provisioner.ts";
import { awaitVisible } from "./await-visible.ts";
import { isSameLimit } from "./limits.ts";
import { isIn, joinPlace, missingFrom, type Place, withoutDefault } from "./places.ts";
import type { Sacctmgr } from "./sacctmgr.ts";
import type { SlurmConfig } from "./slurm.ts";
import type { slurmAccounts } from "./slurm-accounts.ts";
import { isLockedByUs, type slurmUsers, type UserAssociation } from "./slurm-users.ts";

interface Parts {
  readonly manager: Sacctmgr;
  readonly accounts: ReturnType<typeof slurmAccounts>;
  readonly users: ReturnType<typeof slurmUsers>;
}

/** Keeps an association per member of a project, on each cluster and partition. Every change is read back. */
export function slurmMemberships(config: SlurmConfig, { manager, accounts, users }: Parts) {
  const { association: limits, organization, partitions } = config;

  /** Throws `NameConflictError` if the user has associations, and none of them shows that acct created the user. */
  async function refuseStranger(
    account: Omit<AccountRef, "uidNumber">,
    there: readonly UserAssociation[],
    project?: string,
  ): Promise<void> {
    if (there.length === 0 || externalIdIn(account, "Slurm") !== undefined) return;
    const found = [...new Set(there.map((each) => each.account))];
    if (project !== undefined && found.includes(project)) return;
    for (const each of found) if ((await accounts.read(each))?.organization === organization) return;
    throw new NameConflictError(
      `Slurm has a user ${account.username} that acct did not create (in ${found.join(", ")}). If it is the same person, adopt the account: acct adopt`,
    );
  }

  /** Creates these associations and reads them back. Returns everything that the user has then. */
  async function addAssociations(
    username: string,
    project: string,
    missing: readonly Place[],
    there: readonly UserAssociation[],
  ): Promise<UserAssociation[]> {
    const options = Object.entries(limits).map(([name, value]) => `${name}=${value}`);
    const known = new Set(there.map(({ cluster }) => cluster));
    for (const { cluster, partition } of missing) {
      const where = [
        `account=${project}`,
        `cluster=${cluster}`,
        ...(partition ? [`partition=${partition}`] : []),
      ];
      const isDefault = known.has(cluster) ? [] : [`defaultaccount=${project}`];
      await manager.change("add", "user", `name=${username}`, ...where, ...isDefault, ...options);
      known.add(cluster);
    }
    const now = await users.read(username);
    const lost = missing.find((place) => !now.some((each) => isIn(each, project, place)));
    if (lost === undefined) return now;
    throw new Failure(
      `Slurm accepted ${username} in ${project}, but the association isn't there on ${joinPlace(lost)}`,
    );
  }

  /** Sets what differs from the site's configuration, and the default account where there is none of the user's own. */
  async function putRight(username: string, project: string, there: readonly UserAssociation[]) {
    for (const each of there.filter(({ account }) => account === project)) {
      if (isLockedByUs(each)) await users.unlock(username, each);
      const wrong = Object.fromEntries(wrongLimits(each));
      if (Object.keys(wrong).length > 0) await users.setLimits(username, each, wrong);
    }
    for (const cluster of withoutDefault(there)) {
      if (there.some((each) => each.cluster === cluster && each.account === project))
        await users.setDefaultAccount(username, cluster, project);
    }
  }

  const wrongLimits = (association: UserAssociation) =>
    Object.entries(limits).filter(
      ([name, value]) => !isSameLimit(name, association.limits[name.toLowerCase()] ?? "", value),
    );

  /** Makes sure that someone is in a project on each cluster, as soon as Slurm's machines know them. */
  async function join(account: AccountRef, project: Project, isPerson: boolean) {
    const { username } = account;
    const before = await users.read(username);
    if (isPerson) await refuseStranger(account, before, project.name);
    if (config.visible && !before.some((each) => each.account === project.name))
      await awaitVisible(config.visible, username, config.env);
    const { clusters, isNew } = await accounts.ensure(project);
    const missing = missingFrom(before, project.name, { clusters, partitions });
    const isNewUser = missing.length > 0;
    const there = isNewUser ? await addAssociations(username, project.name, missing, before) : before;
    return { there, isNewUser, isNewAccount: isNew };
  }

  /** Later versions of Slurm keep a user's default account as long as it is one, so another one becomes it first. */
  async function moveDefault(
    username: string,
    leaving: string,
    there: readonly UserAssociation[],
  ): Promise<void> {
    const affected = there.filter(
      ({ account, defaultAccount }) => account === leaving && defaultAccount === leaving,
    );
    for (const cluster of new Set(affected.map((each) => each.cluster))) {
      const other = there.find((each) => each.cluster === cluster && each.account !== leaving);
      if (other) await users.setDefaultAccount(username, cluster, other.account);
    }
  }

  return { join, refuseStranger, moveDefault, putRight, wrongLimits };
}
