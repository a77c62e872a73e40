import { Failure } from "../../failure/failure.ts";
import type { UsernameStore } from "../name-store.ts";
import { NameConflictError, type Project } from "../provisioner.ts";
import { isAboutJobs } from "./jobs-active.ts";
import type { Sacctmgr } from "./sacctmgr.ts";
import type { slurmUsers } from "./slurm-users.ts";

/**
 * Slurm can't rename a user: sacctmgr(1) has no such change, and associations are kept by name. So the old user goes before the
 * new one comes. What a person was added to manually would be lost on the way, so an admin moves that first.
 */
export function slurmUsernames(
  manager: Sacctmgr,
  users: Pick<ReturnType<typeof slurmUsers>, "read">,
): UsernameStore {
  return {
    async planUsername({ username: old }, username, projects) {
      const there = await users.read(old);
      if (there.length === 0) return [`there is no user ${old}, so there is nothing to rename`];
      if ((await users.read(username)).length > 0)
        throw new NameConflictError(`Slurm has another user named ${username}.`);
      refuseForeign(old, there, projects);
      const names = [...new Set(there.map(({ account }) => account))].join(", ");
      return [
        `Slurm can't rename users: user ${username} is added to ${names} with the site's limits, and user ${old} is removed`,
        `past jobs and the usage so far stay with the name ${old}; if ${old} has jobs, nothing changes anywhere`,
      ];
    },

    async releaseUsername({ username }) {
      if ((await users.read(username)).length === 0) return `there is no user ${username}`;
      try {
        await manager.change("delete", "user", `name=${username}`);
      } catch (error) {
        if (!isAboutJobs(error)) throw error;
        throw new Failure(
          `user ${username} still has jobs in Slurm, so nothing was changed. Wait until they end or cancel them, then repeat the command: ${error.message}`,
          { cause: error },
        );
      }
      if ((await users.read(username)).length > 0) throw new Failure(`Slurm did not remove user ${username}`);
      return `user ${username} was removed`;
    },
  };
}

function refuseForeign(
  username: string,
  there: readonly { readonly account: string }[],
  projects: readonly Project[],
): void {
  const foreign = there.find(({ account }) => !projects.some(({ name }) => name === account));
  if (foreign)
    throw new Failure(
      `user ${username} is also in the Slurm account ${foreign.account}, which isn't one of their projects in the registry. Remove it with sacctmgr, or run acct adopt, then repeat the command`,
    );
}
