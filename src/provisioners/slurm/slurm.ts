import { Failure } from "../../failure/failure.ts";
import { AccountLockedError } from "../password-store.ts";
import {
  type AccountRef,
  externalIdIn,
  NameConflictError,
  type Project,
  type Provisioner,
} from "../provisioner.ts";
import { awaitVisible } from "./await-visible.ts";
import { isSameLimit, type Limits } from "./limits.ts";
import { readByRest, type SlurmRestConfig } from "./read-by-rest.ts";
import { readBySacctmgr } from "./read-by-sacctmgr.ts";
import { type Sacctmgr, type SacctmgrConfig, sacctmgr } from "./sacctmgr.ts";
import type { SlurmAccount } from "./slurm-reader.ts";
import { foreignLock, isLockedByUs, slurmUsers, type UserAssociation } from "./slurm-users.ts";

export interface SlurmConfig extends SacctmgrConfig {
  /** The organization of accounts that we create; an account with another one is not ours. */
  readonly organization: string;
  /** The account under which projects are created. */
  readonly parent: string;
  /** Options of a person's association, named as in sacctmgr(1): fairshare, qos, maxjobs, grptres … */
  readonly association: Limits;
  /** Each partition gets an association; an empty list means one association for all. */
  readonly partitions: readonly string[];
  /** The clusters that get accounts and associations; an empty list means all in the accounting database. */
  readonly clusters?: readonly string[];
  /** Tells with exit code 0 whether Slurm's machines know the user whose name follows; undefined: they do. */
  readonly visible?: readonly string[] | undefined;
  /** Reads through slurmrestd instead; sacctmgr makes the changes in any case. */
  readonly rest?: SlurmRestConfig | undefined;
}

/** sacctmgr's message when it keeps an association because of its jobs. */
const HAS_JOBS = /Job\(s\) active|cancel job/i;

/** Keeps an account per project and an association per member in Slurm's accounting, on each cluster. Every change is read back. */
export function slurm(config: SlurmConfig): Provisioner {
  const { association: limits, organization, parent } = config;
  const manager: Sacctmgr = sacctmgr(config);
  const users = slurmUsers(manager, limits);
  const partitions = config.partitions.length > 0 ? config.partitions : [""];
  const { readAccount } = config.rest ? readByRest(config.rest) : readBySacctmgr(manager);

  async function listClusters(): Promise<readonly string[]> {
    if (config.clusters && config.clusters.length > 0) return config.clusters;
    const rows = await manager.show("cluster", ["cluster"]);
    return rows.flatMap(([cluster]) => cluster || []);
  }

  /** The clusters on which a project needs an account; an adopted one stays where it is. */
  async function clustersFor({ adopted }: Pick<Project, "adopted">, account: SlurmAccount | undefined) {
    const present = clustersOf(account);
    return adopted && present.length > 0 ? present : listClusters();
  }

  /** The clusters and partitions in which someone needs an association with the project and has none. */
  function missingFrom(there: readonly UserAssociation[], project: string, clusters: readonly string[]) {
    return partitions.flatMap((partition) =>
      clusters
        .filter((cluster) => !there.some((each) => isIn(each, project, { cluster, partition })))
        .map((cluster) => ({ cluster, partition })),
    );
  }

  /** Throws `NameConflictError` for an account that acct neither created nor adopted. */
  async function findAccount({
    name,
    adopted,
  }: Pick<Project, "name" | "adopted">): Promise<SlurmAccount | undefined> {
    const account = await readAccount(name);
    if (!account || adopted || account.organization === organization) return account;
    throw new NameConflictError(
      `Slurm already has an account ${name} that acct did not create (organization ${account.organization || "none"}).`,
      "project",
    );
  }

  /** Makes sure that the project has an account on each cluster. Returns the clusters, and whether it was created. */
  async function ensureAccount(project: Project): Promise<{ clusters: readonly string[]; isNew: boolean }> {
    const { name } = project;
    const account = await findAccount(project);
    const clusters = await clustersFor(project, account);
    const missing = clusters.filter((cluster) => !clustersOf(account).includes(cluster));
    if (missing.length === 0) return { clusters, isNew: false };
    const about = account ? [] : [`description=${name}`, `organization=${organization}`];
    const where = [`cluster=${missing.join()}`, `parent=${parent}`];
    await manager.change("add", "account", `name=${name}`, ...about, ...where);
    const now = clustersOf(await readAccount(name));
    const lost = missing.find((cluster) => !now.includes(cluster));
    if (lost !== undefined)
      throw new Failure(`Slurm accepted account ${name}, but it isn't there on ${lost}`);
    return { clusters, isNew: account === undefined };
  }

  /** Throws `NameConflictError` if the user has associations, and none of them shows that acct created the user. */
  async function refuseStranger(
    account: Omit<AccountRef, "uidNumber">,
    there: readonly UserAssociation[],
    project?: string,
  ): Promise<void> {
    if (there.length === 0 || externalIdIn(account, "Slurm") !== undefined) return;
    const accounts = [...new Set(there.map((each) => each.account))];
    if (project !== undefined && accounts.includes(project)) return;
    for (const each of accounts) if ((await readAccount(each))?.organization === organization) return;
    throw new NameConflictError(
      `Slurm has a user ${account.username} that acct did not create (in ${accounts.join(", ")}). If it is the same person, adopt the account: acct adopt`,
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
    const { clusters, isNew } = await ensureAccount(project);
    const missing = missingFrom(before, project.name, clusters);
    const isNewUser = missing.length > 0;
    const there = isNewUser ? await addAssociations(username, project.name, missing, before) : before;
    return { there, isNewUser, isNewAccount: isNew };
  }

  return {
    name: "Slurm",

    async ping() {
      if (await readAccount(parent)) return;
      throw new Failure(`Slurm has no account named ${parent}: check slurm.parent`);
    },

    async plan(person, project) {
      const account = await findAccount(project);
      await refuseStranger(person, await users.read(person.username));
      return [{ text: `account ${project.name} with user ${person.username}`, isNew: !account }];
    },

    async ensure(person, project) {
      const { there, isNewUser, isNewAccount } = await join(person, project, true);
      if (!person.adopted) await putRight(person.username, project.name, there);
      const mark = (isNew: boolean) => (isNew ? " (new)" : "");
      return {
        summary: `user ${person.username}${mark(isNewUser)}, account ${project.name}${mark(isNewAccount)}`,
        ...idsOf(person, project),
      };
    },

    async ensureMember(account, project) {
      await join(account, project, false);
      return idsOf(account, project);
    },

    async leave({ username }, { name }) {
      const there = await users.read(username);
      if (!there.some(({ account }) => account === name)) return "nothing to remove";
      await moveDefault(username, name, there);
      try {
        await manager.change("delete", "user", `name=${username}`, `account=${name}`);
      } catch (error) {
        if (!(error instanceof Failure) || !HAS_JOBS.test(error.message)) throw error;
        await users.lock(username, `account=${name}`);
        throw new Failure(
          `user ${username} still has jobs in account ${name}, so Slurm keeps the association; new jobs are refused. Cancel them, or wait until they end: ${error.message}`,
          { cause: error },
        );
      }
      if ((await users.read(username)).some(({ account }) => account === name))
        throw new Failure(`Slurm did not remove ${username} from ${name}`);
      return `user ${username} was removed from account ${name}`;
    },

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
      const accounts = [...new Set(there.map(({ account }) => account))];
      return accounts.map((account) => {
        const canRun = there.some(
          (each) => each.account === account && !isLockedByUs(each) && !foreignLock(each),
        );
        return `user ${username} is still in account ${account}${canRun ? " and can run jobs" : ""}`;
      });
    },

    async findUnmanaged({ name }, members) {
      const known = new Set(members.map(({ username }) => username));
      const there = new Set((await readAccount(name))?.associations.flatMap(({ user }) => user || []));
      return [...there]
        .filter((user) => !known.has(user))
        .map((user) => `user ${user} was added to account ${name} manually`);
    },

    async diff(person, projects) {
      const { username, adopted } = person;
      const found: string[] = [];
      const there = await users.read(username);
      for (const project of projects) {
        const { name } = project;
        const account = await readAccount(name);
        const present = clustersOf(account);
        if (present.length === 0) found.push(`account ${name} is missing`);
        else {
          const without = (await clustersFor(project, account)).filter((each) => !present.includes(each));
          found.push(...without.map((cluster) => `account ${name} is missing on ${cluster}`));
        }
        const missing = missingFrom(there, name, present);
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

  function differencesOf(username: string, association: UserAssociation): string[] {
    return wrongLimits(association).map(
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

/** Slurm has nothing but names. */
const idsOf = ({ username }: AccountRef, { name }: Project) => ({
  account: { id: username, name: username },
  project: { id: name, name },
});

type Place = Pick<UserAssociation, "cluster" | "partition">;

const isIn = ({ account, cluster, partition }: UserAssociation, project: string, place: Place) =>
  account === project && cluster === place.cluster && partition === place.partition;

const clustersOf = (account: SlurmAccount | undefined): string[] => [
  ...new Set(account?.associations.map(({ cluster }) => cluster)),
];

/** The clusters on which a user's default account is none of their accounts. */
function withoutDefault(there: readonly UserAssociation[]): string[] {
  const clusters = [...new Set(there.map(({ cluster }) => cluster))];
  return clusters.filter((cluster) => {
    const here = there.filter((each) => each.cluster === cluster);
    return !here.some(({ account, defaultAccount }) => account === defaultAccount);
  });
}

const joinPlace = ({ cluster, partition }: Place) => (partition ? `${cluster}/${partition}` : cluster);
