import { Failure } from "../../failure/failure.ts";
import { type Account, NameConflictError, type Project, type Provisioner } from "../provisioner.ts";
import { readByRest, type SlurmRestConfig } from "./read-by-rest.ts";
import { readBySacctmgr } from "./read-by-sacctmgr.ts";
import { type Sacctmgr, type SacctmgrConfig, sacctmgr } from "./sacctmgr.ts";

export interface SlurmConfig extends SacctmgrConfig {
  /** On the accounts that we make; one with another word in its place is not ours. */
  readonly organization: string;
  /** The account below which projects stand. */
  readonly parent: string;
  /** Options of a person's association, as sacctmgr(1) names them: fairshare, qos, maxjobs, grptres … */
  readonly association: Readonly<Record<string, string>>;
  /** One association for each; none: for all partitions. */
  readonly partitions: readonly string[];
  /** Read by slurmrestd instead; changes are sacctmgr's in any case. */
  readonly rest?: SlurmRestConfig | undefined;
}

/** An account for each project and an association for each member in Slurm's accounting. Whatever is changed is read back. */
export function slurm(config: SlurmConfig): Provisioner {
  const manager: Sacctmgr = sacctmgr(config);
  const partitions = config.partitions.length > 0 ? config.partitions : [""];

  const { organizationOf, membersOf } = config.rest ? readByRest(config.rest) : readBySacctmgr(manager);

  /** The partitions for which this person is in the account; "" is all of them. */
  const associations = async (username: string, project: string): Promise<string[]> =>
    (await membersOf(project)).filter(({ user }) => user === username).map(({ partition }) => partition);

  /** True when it was made. */
  async function ensureAccount({ name, adopted }: Pick<Project, "name" | "adopted">): Promise<boolean> {
    const before = await organizationOf(name);
    if (before !== undefined) {
      if (adopted || before === config.organization) return false;
      throw new NameConflictError(
        `Slurm has an account ${name} that is not ours (organization ${before || "none"}).`,
        "project",
      );
    }
    const description = [
      `description=${name}`,
      `organization=${config.organization}`,
      `parent=${config.parent}`,
    ];
    await manager.change("add", "account", `name=${name}`, ...description);
    if ((await organizationOf(name)) === undefined)
      throw new Failure(`Slurm took the account ${name} and has it not`);
    return true;
  }

  async function ensureAssociation({ username }: Account, project: string): Promise<boolean> {
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
      throw new Failure(`Slurm took ${username} in ${project}${lost && ` on ${lost}`} and has it not`);
    return true;
  }

  return {
    name: "Slurm",

    async reach() {
      if ((await organizationOf(config.parent)) !== undefined) return;
      throw new Failure(`Slurm has no account ${config.parent}: check slurm.parent`);
    },

    async plan({ username }, { name, adopted }) {
      const before = await organizationOf(name);
      if (before !== undefined && !adopted && before !== config.organization) {
        throw new NameConflictError(`Slurm has an account ${name} that is not ours.`, "project");
      }
      return [`account ${name}${before === undefined ? " (new)" : ""}, user ${username}`];
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

    async remove({ username }, { name }) {
      if ((await associations(username, name)).length === 0) return "nothing to take";
      await manager.change("delete", "user", `name=${username}`, `account=${name}`);
      if ((await associations(username, name)).length > 0)
        throw new Failure(`Slurm keeps ${username} in ${name}`);
      return `user ${username} is not in the account ${name} any more`;
    },

    async lockOf({ username }) {
      const limits = ["maxjobs", "maxsubmit", "grpjobs", "grpsubmit"];
      const rows = await manager.show("assoc", ["user", ...limits], "where", `user=${username}`);
      const isLocked = rows.some(([user, ...values]) => user === username && values.includes("0"));
      // `remove` deletes the association, and this limit with it.
      return isLocked ? `user ${username} may run no jobs: a limit is 0` : undefined;
    },

    async findUnmanaged({ name }, members) {
      const known = new Set(members.map(({ username }) => username));
      const there = new Set((await membersOf(name)).map(({ user }) => user));
      return [...there]
        .filter((user) => !known.has(user))
        .map((user) => `user ${user} is in the account ${name}, by hand`);
    },

    async diff({ username }, projects) {
      const found: string[] = [];
      for (const { name } of projects) {
        if ((await organizationOf(name)) === undefined) found.push(`account ${name} is missing`);
        else {
          const there = await associations(username, name);
          const lacking = partitions.filter((partition) => !there.includes(partition));
          for (const partition of lacking) {
            found.push(`user ${username} is not in the account ${name}${partition && ` on ${partition}`}`);
          }
        }
      }
      return found;
    },
  };
}
