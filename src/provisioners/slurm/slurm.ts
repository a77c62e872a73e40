import { Failure } from "../../failure/failure.ts";
import type { UsernameStore } from "../name-store.ts";
import { AccountLockedError } from "../password-store.ts";
import type { AccountRef, Project, Provisioner } from "../provisioner.ts";
import { countJobs, countUse, type SacctConfig } from "./count-jobs.ts";
import { explainSlurm } from "./explain-slurm.ts";
import { jobsActive } from "./jobs-active.ts";
import type { Limits } from "./limits.ts";
import { listByRest } from "./list-by-rest.ts";
import { listBySacctmgr } from "./list-by-sacctmgr.ts";
import { listSlurm } from "./list-slurm.ts";
import { joinPlace, missingFrom, type Place, withoutDefault } from "./places.ts";
import type { SlurmRestConfig } from "./read-by-rest.ts";
import { sacctmgr } from "./sacctmgr.ts";
import { clustersOf, slurmAccounts } from "./slurm-accounts.ts";
import { slurmMemberships } from "./slurm-memberships.ts";
import { slurmUsernames } from "./slurm-usernames.ts";
import { foreignLock, isLockedByUs, slurmUsers, type UserAssociation } from "./slurm-users.ts";

export interface SlurmConfig extends SacctConfig {
  /** The organization of accounts that we create; an account with another one is not ours. */
  readonly organization: string;
  /** The account under which projects are created. */
  readonly parent: string;
  /** Options of a person's association, named as in sacctmgr(1): fairshare, qos, maxjobs, grptres … */
  readonly association: Limits;
  /** Options of the account of a project that we create, named in the same way: grptres, grpjobs … */
  readonly accountLimits?: Limits | undefined;
  /** Each partition gets an association; an empty list means one association for all. */
  readonly partitions: readonly string[];
  /** The clusters that get accounts and associations; an empty list means all in the accounting database. */
  readonly clusters?: readonly string[];
  /** Tells with exit code 0 whether Slurm's machines know the user whose name follows; undefined: they do. */
  readonly visible?: readonly string[] | undefined;
  /** Reads through slurmrestd instead; sacctmgr makes the changes in any case. */
  readonly rest?: SlurmRestConfig | undefined;
}

/** Keeps an account per project and an association per member in Slurm's accounting, on each cluster. */
export function slurm(config: SlurmConfig): Provisioner & { readonly username: UsernameStore } {
  const { parent, partitions } = config;
  const manager = sacctmgr(config);
  const users = slurmUsers(manager, config.association);
  const accounts = slurmAccounts(config, manager);
  const memberships = slurmMemberships(config, { manager, accounts, users });

  return {
    name: "Slurm",

    async ping() {
      if (await accounts.read(parent)) return;
      throw new Failure(`Slurm has no account named ${parent}: check slurm.parent`);
    },

    async plan(person, project) {
      const account = await accounts.find(project);
      await memberships.refuseStranger(person, await users.read(person.username));
      return [
        { text: `account ${project.name} with user ${person.username}`, isNew: !account },
        ...accounts.planLimits(project, !account),
      ];
    },

    async planProject(project) {
      const account = await accounts.find(project);
      return [
        { text: `account ${project.name}`, isNew: !account },
        ...accounts.planLimits(project, !account),
      ];
    },

    async ensure(person, project) {
      const { there, isNewUser, isNewAccount } = await memberships.join(person, project, true);
      if (!person.adopted) await memberships.putRight(person.username, project.name, there);
      const mark = (isNew: boolean) => (isNew ? " (new)" : "");
      return {
        summary: `user ${person.username}${mark(isNewUser)}, account ${project.name}${mark(isNewAccount)}`,
        ...idsOf(person, project),
      };
    },

    async ensureMember(account, project) {
      await memberships.join(account, project, false);
      return idsOf(account, project);
    },

    leave: (account, { name }) => leave(account, name),

    async suspend({ username }) {
      const there = await users.read(username);
      if (there.length === 0) return "nothing to lock";
      if (!there.every(isLockedByUs)) await users.lock(username);
      if ((await users.read(username)).every(isLockedByUs))
        return `user ${username} can't submit or start jobs`;
      throw new Failure(`Slurm did not lock ${username}`);
    },

    async findLock({ username }) {
      const locked = (await users.read(username)).find((each) => isLockedByUs(each) || foreignLock(each));
      return locked && `user ${username} can't run jobs in ${locked.account}: a limit is 0`;
    },

    async resume({ username }) {
      const there = await users.read(username);
      const foreign = there.flatMap((each) => foreignLock(each) ?? [])[0];
      if (foreign)
        throw new AccountLockedError(`${username} is locked in Slurm by someone else: ${foreign} is 0`);
      const ours = there.filter(isLockedByUs);
      for (const each of ours) await users.unlock(username, each);
      const summary = ours.length === 0 ? "nothing to unlock" : `user ${username} can run jobs again`;
      return { summary, needsPassword: false };
    },

    async findAccess({ username }) {
      const there = await users.read(username);
      const names = [...new Set(there.map(({ account }) => account))];
      const { adminLevel, coordinates } = await users.readOffice(username);
      const memberships = names.map((account) => {
        const canRun = there.some(
          (each) => each.account === account && !isLockedByUs(each) && !foreignLock(each),
        );
        return `user ${username} is still in account ${account}${canRun ? " and can run jobs" : ""}`;
      });
      return [
        ...memberships,
        ...coordinates.map((account) => `user ${username} still coordinates account ${account}`),
        ...(adminLevel === "" ? [] : [`user ${username} still has the admin level ${adminLevel}`]),
      ];
    },

    belongings: {
      async count({ username }) {
        const there = await users.read(username);
        const accounts = [...new Set(there.map(({ account }) => account))];
        const { running, queued } = await countJobs(config, username, accounts);
        const defaults = there.flatMap(({ cluster, defaultAccount }) => (defaultAccount ? [cluster] : []));
        const counts: [what: string, count: number][] = [
          ["running jobs", running],
          ["queued jobs", queued],
          ["default accounts", new Set(defaults).size],
        ];
        return counts.flatMap(([what, count]) =>
          count === 0 ? [] : [{ what, count, fate: "ends" as const }],
        );
      },
    },

    username: slurmUsernames(manager, users),

    groups: {
      async join(account, name) {
        if (!(await accounts.read(name)))
          throw new Failure(`Slurm has no account ${name}: check otherGroups in acct.yml`, { lasts: true });
        await memberships.join(account, foundAccount(name), false);
      },
      leave: (account, name) => leave(account, name),
    },

    async describeUsage({ name }) {
      const { running, queued, cpus } = await countUse(config, name);
      const onCpus = cpus > 0 ? ` with ${cpus} CPUs` : "";
      return `${running} running ${running === 1 ? "job" : "jobs"}${onCpus}, ${queued} queued`;
    },

    list: (onProgress) => {
      const { rest } = config;
      return listSlurm(() => (rest ? listByRest(rest) : listBySacctmgr(manager)), onProgress);
    },

    async findUnmanaged({ name }, members) {
      const known = new Set(members.map(({ username }) => username));
      const there = new Set((await accounts.read(name))?.associations.flatMap(({ user }) => user || []));
      return [...there]
        .filter((user) => !known.has(user))
        .map((user) => `user ${user} was added to account ${name} manually`);
    },

    async explain({ username }, projects) {
      return explainSlurm(username, await users.read(username), projects, async (name) =>
        clustersOf(await accounts.read(name)),
      );
    },

    async diff(person, projects) {
      const { username, adopted } = person;
      const found: string[] = [];
      const there = await users.read(username);
      for (const project of projects) {
        const { name } = project;
        const account = await accounts.read(name);
        const present = clustersOf(account);
        if (present.length === 0) found.push(`account ${name} is missing`);
        else {
          const without = (await accounts.clustersFor(project, account)).filter(
            (each) => !present.includes(each),
          );
          found.push(...without.map((cluster) => `account ${name} is missing on ${cluster}`));
        }
        const missing = missingFrom(there, name, { clusters: present, partitions });
        const isEnough = adopted && there.some((each) => each.account === name);
        if (!isEnough) found.push(...joinMissing(username, name, missing, present));
        const here = there.filter(({ account }) => account === name);
        if (!adopted) found.push(...here.flatMap((each) => differencesOf(username, each)));
      }
      const locked = there.find((each) => isLockedByUs(each) || foreignLock(each));
      if (locked) found.push(`user ${username} can't run jobs in ${locked.account}: a limit is 0`);
      if (projects.length > 0 && !adopted) {
        found.push(
          ...withoutDefault(there).map((cluster) => `user ${username} has no default account on ${cluster}`),
        );
      }
      return found;
    },
  };

  async function leave({ username }: AccountRef, name: string): Promise<string> {
    const there = await users.read(username);
    const isCoordinator = (await users.readOffice(username)).coordinates.includes(name);
    // A coordinator may add themself again.
    if (isCoordinator) await users.removeCoordinator(username, name);
    if (!there.some(({ account }) => account === name))
      return isCoordinator ? `user ${username} no longer coordinates account ${name}` : "nothing to remove";
    await memberships.moveDefault(username, name, there);
    try {
      await manager.change("delete", "user", `name=${username}`, `account=${name}`);
    } catch (error) {
      const active = jobsActive(error, username, name);
      if (!active) throw error;
      await users.lock(username, `account=${name}`);
      throw active;
    }
    if ((await users.read(username)).some(({ account }) => account === name))
      throw new Failure(`Slurm did not remove ${username} from ${name}`);
    return `user ${username} was removed from account ${name}`;
  }

  function differencesOf(username: string, association: UserAssociation): string[] {
    return memberships
      .wrongLimits(association)
      .map(
        ([name, value]) =>
          `user ${username} has ${name}=${association.limits[name.toLowerCase()] || "(none)"} instead of ${value} in account ${association.account} on ${joinPlace(association)}`,
      );
  }

  function joinMissing(
    username: string,
    project: string,
    missing: readonly Place[],
    present: readonly string[],
  ): string[] {
    const isSimple = present.length === 1 && config.partitions.length === 0;
    return missing.map((each) => {
      const place = isSimple ? "" : ` on ${joinPlace(each)}`;
      return `user ${username} is not in account ${project}${place}`;
    });
  }
}

/** An account that exists already. Only its name counts. */
const foundAccount = (name: string): Project => ({ name, gidNumber: 0, description: "", adopted: true });

/** Slurm has nothing but names. */
const idsOf = ({ username }: AccountRef, { name }: Project) => ({
  account: { id: username, name: username },
  project: { id: name, name },
});
