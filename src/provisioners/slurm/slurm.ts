import { Failure } from "../../failure/failure.ts";
import { type AccountRef, NameConflictError, type Project, type Provisioner } from "../provisioner.ts";
import { listByRest } from "./list-by-rest.ts";
import { listBySacctmgr } from "./list-by-sacctmgr.ts";
import { listSlurm } from "./list-slurm.ts";
import { readByRest, type SlurmRestConfig } from "./read-by-rest.ts";
import { readBySacctmgr } from "./read-by-sacctmgr.ts";
import { type Sacctmgr, type SacctmgrConfig, sacctmgr } from "./sacctmgr.ts";

export interface SlurmConfig extends SacctmgrConfig {
  /** The organization of accounts that we create; an account with another one is not ours. */
  readonly organization: string;
  /** The account under which projects are created. */
  readonly parent: string;
  /** Options of a person's association, named as in sacctmgr(1): fairshare, qos, maxjobs, grptres … */
  readonly association: Readonly<Record<string, string>>;
  /** Each partition gets an association; an empty list means one association for all. */
  readonly partitions: readonly string[];
  /** Reads through slurmrestd instead; sacctmgr makes the changes in any case. */
  readonly rest?: SlurmRestConfig | undefined;
}

/** Keeps an account per project and an association per member in Slurm's accounting. Every change is read back. */
export function slurm(config: SlurmConfig): Provisioner {
  const manager: Sacctmgr = sacctmgr(config);
  const partitions = config.partitions.length > 0 ? config.partitions : [""];

  const { readOrganization, listMembers } = config.rest ? readByRest(config.rest) : readBySacctmgr(manager);

  /** Returns the partitions for which this person is in the account; "" means all of them. */
  const associations = async (username: string, project: string): Promise<string[]> =>
    (await listMembers(project)).filter(({ user }) => user === username).map(({ partition }) => partition);

  /** Returns whether the account was created. */
  async function ensureAccount({ name, adopted }: Pick<Project, "name" | "adopted">): Promise<boolean> {
    const before = await readOrganization(name);
    if (before !== undefined) {
      if (adopted || before === config.organization) return false;
      throw new NameConflictError(
        `Slurm already has an account ${name} that acct did not create (organization ${before || "none"}).`,
        "project",
      );
    }
    const description = [
      `description=${name}`,
      `organization=${config.organization}`,
      `parent=${config.parent}`,
    ];
    await manager.change("add", "account", `name=${name}`, ...description);
    if ((await readOrganization(name)) === undefined)
      throw new Failure(`Slurm accepted account ${name}, but it isn't there`);
    return true;
  }

  async function ensureAssociation({ username }: AccountRef, project: string): Promise<boolean> {
    const there = await associations(username, project);
    const missing = partitions.filter((partition) => !there.includes(partition));
    if (missing.length === 0) return false;
    const options = Object.entries(config.association).map(([name, value]) => `${name}=${value}`);
    for (const partition of missing) {
      const where = [`account=${project}`, ...(partition ? [`partition=${partition}`] : [])];
      await manager.change("add", "user", `name=${username}`, ...where, ...options);
    }
    const now = await associations(username, project);
    const lost = missing.find((partition) => !now.includes(partition));
    if (lost !== undefined)
      throw new Failure(
        `Slurm accepted ${username} in ${project}${lost && ` on ${lost}`}, but the association isn't there`,
      );
    return true;
  }

  return {
    name: "Slurm",

    async ping() {
      if ((await readOrganization(config.parent)) !== undefined) return;
      throw new Failure(`Slurm has no account named ${config.parent}: check slurm.parent`);
    },

    async plan({ username }, { name, adopted }) {
      const before = await readOrganization(name);
      if (before !== undefined && !adopted && before !== config.organization) {
        throw new NameConflictError(
          `Slurm already has an account ${name} that acct did not create.`,
          "project",
        );
      }
      return [{ text: `account ${name} with user ${username}`, isNew: before === undefined }];
    },

    async ensure(person, project) {
      const isNewAccount = await ensureAccount(project);
      const isNewUser = await ensureAssociation(person, project.name);
      return `user ${person.username}${isNewUser ? " (new)" : ""}, account ${project.name}${isNewAccount ? " (new)" : ""}`;
    },

    async ensureMember(account, project) {
      await ensureAccount(project);
      await ensureAssociation(account, project.name);
    },

    async leave({ username }, { name }) {
      if ((await associations(username, name)).length === 0) return "nothing to remove";
      await manager.change("delete", "user", `name=${username}`, `account=${name}`);
      if ((await associations(username, name)).length > 0)
        throw new Failure(`Slurm did not remove ${username} from ${name}`);
      return `user ${username} was removed from account ${name}`;
    },

    async findLock({ username }) {
      const limits = ["maxjobs", "maxsubmit", "grpjobs", "grpsubmit"];
      const rows = await manager.show("assoc", ["user", ...limits], "where", `user=${username}`);
      const isLocked = rows.some(([user, ...values]) => user === username && values.includes("0"));
      // `leave` deletes the association together with this limit.
      return isLocked ? `user ${username} can't run jobs: a limit is 0` : undefined;
    },

    list: (onProgress) => {
      const { rest } = config;
      return listSlurm(() => (rest ? listByRest(rest) : listBySacctmgr(manager)), onProgress);
    },

    async findUnmanaged({ name }, members) {
      const known = new Set(members.map(({ username }) => username));
      const there = new Set((await listMembers(name)).map(({ user }) => user));
      return [...there]
        .filter((user) => !known.has(user))
        .map((user) => `user ${user} was added to account ${name} manually`);
    },

    async diff({ username }, projects) {
      const found: string[] = [];
      for (const { name } of projects) {
        if ((await readOrganization(name)) === undefined) found.push(`account ${name} is missing`);
        else {
          const there = await associations(username, name);
          const lacking = partitions.filter((partition) => !there.includes(partition));
          for (const partition of lacking) {
            found.push(`user ${username} is not in account ${name}${partition && ` on ${partition}`}`);
          }
        }
      }
      return found;
    },
  };
}
