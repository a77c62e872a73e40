import type { Db } from "../db/client.ts";
import { findProject } from "../db/projects.ts";
import type { QuotaProject } from "../provisioners/quotas.ts";

/** A project as the registry knows it, so that it is found by its ID. Without one there, nothing outside counts as ours. */
export async function findQuotaProject(db: Db, name: string | null): Promise<QuotaProject> {
  return (await findProject(db, name ?? "")) ?? { name: name ?? "", adopted: false };
}
