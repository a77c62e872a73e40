import { Failure } from "../failure/failure.ts";
import type { Project } from "../provisioners/provisioner.ts";
import type { QuotaProject, Quotas } from "../provisioners/quotas.ts";
import type { PipelineDeps } from "./pipeline-deps.ts";

interface ProjectUsage {
  /** What the project uses of its quotas. What isn't known is missing. */
  readonly used: Partial<Quotas>;
  /** What it uses in other systems, and what couldn't be read, one sentence each, without a period. */
  readonly others: readonly string[];
}

/** Reads what a project uses now, in every system that can say. It never fails for a system that can't be read: that is said instead. */
export async function readProjectUsage(
  project: QuotaProject & Pick<Project, "name">,
  { quotas, provisioners }: Pick<PipelineDeps, "quotas" | "provisioners">,
): Promise<ProjectUsage> {
  const others: string[] = [];
  const unread = (system: string) => (error: unknown) => {
    if (!(error instanceof Failure)) throw error;
    others.push(`${system}: the usage couldn't be read`);
    return undefined;
  };
  const reading = quotas?.readUsage(project).catch(unread("OpenStack"));
  const describing = provisioners.map(async ({ name, describeUsage }) => {
    const line = await describeUsage?.(project).catch(unread(name));
    if (line !== undefined) others.push(`${name}: ${line}`);
  });
  const [used] = await Promise.all([reading, ...describing]);
  return { used: used ?? {}, others: others.toSorted() };
}
