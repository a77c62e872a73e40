import type { PlannedChange, Project } from "../provisioner.ts";
import { describeQuotas, type QuotaSystem, type Quotas } from "../quotas.ts";
import type { KeystoneClient } from "./keystone-client.ts";
import { ensureProject, type KeystoneProject, UNFINISHED } from "./projects.ts";

/**
 * Creates projects with the site's default quotas. A new project is tagged until it has them, so that they are set even if acct dies
 * in between, and never again afterward: someone may have changed them by then.
 */
export function projectsWithQuotas(keystone: KeystoneClient, defaults: Partial<Quotas>, quotas: QuotaSystem) {
  const hasDefaults = Object.keys(defaults).length > 0;

  return {
    /** Makes sure that the project exists. Returns it, and whether it was created. */
    async ensure(project: Project): Promise<[project: KeystoneProject, isNew: boolean]> {
      const [made, isNew] = await ensureProject(keystone, project, hasDefaults ? [UNFINISHED] : []);
      if (made.tags.includes(UNFINISHED)) {
        if (hasDefaults) await quotas.writeQuotas(project, defaults);
        await keystone.send("DELETE", `/projects/${made.id}/tags/${UNFINISHED}`);
      }
      return [made, isNew];
    },

    /** The line of the plan about the quotas of a project that isn't there yet. */
    plan: ({ name }: Pick<Project, "name">, isNew: boolean): PlannedChange[] =>
      hasDefaults && isNew ? [{ text: `quotas of ${name}: ${describeQuotas(defaults)}`, isNew }] : [],
  };
}
