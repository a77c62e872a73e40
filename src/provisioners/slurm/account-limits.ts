import { Failure } from "../../failure/failure.ts";
import type { PlannedChange, Project } from "../provisioner.ts";
import { isSameLimit, type Limits } from "./limits.ts";
import type { Sacctmgr } from "./sacctmgr.ts";

/** The limits that a project's account gets when it is created, in the same call; afterward, they belong to the site's admins. */
export function accountLimits(limits: Limits, manager: Sacctmgr) {
  const names = Object.keys(limits);

  return {
    /** The arguments of `sacctmgr add account`. */
    options: Object.entries(limits).map(([name, value]) => `${name}=${value}`),

    /** Reads them back. Throws a `Failure` if Slurm has something else on one of these clusters. */
    async confirm(account: string, clusters: readonly string[]): Promise<void> {
      if (names.length === 0) return;
      const format = ["cluster", "user", ...names.map((name) => name.toLowerCase())];
      const rows = await manager.show("assoc", format, "where", `account=${account}`);
      for (const [cluster = "", user, ...values] of rows) {
        if (user || !clusters.includes(cluster)) continue;
        const at = names.findIndex(
          (name, each) => !isSameLimit(name, values[each] ?? "", limits[name] ?? ""),
        );
        const name = names[at];
        if (name === undefined) continue;
        throw new Failure(
          `Slurm accepted account ${account}, but on ${cluster} its ${name} is ${values[at] || "(none)"} instead of ${limits[name]}. Set it there, or check newProjects.quotas.slurm, then retry`,
          { lasts: true },
        );
      }
    },

    /** The line of the plan about the limits of an account that isn't there yet. */
    plan: ({ name }: Pick<Project, "name">, isNew: boolean): PlannedChange[] =>
      names.length > 0 && isNew
        ? [{ text: `limits of ${name}: ${names.map((each) => `${each}=${limits[each]}`).join(" ")}`, isNew }]
        : [],
  };
}
