import { Failure } from "../../failure/failure.ts";
import { NameConflictError, type Project } from "../provisioner.ts";
import { accountLimits } from "./account-limits.ts";
import { readByRest } from "./read-by-rest.ts";
import { readBySacctmgr } from "./read-by-sacctmgr.ts";
import type { Sacctmgr } from "./sacctmgr.ts";
import type { SlurmConfig } from "./slurm.ts";
import type { SlurmAccount } from "./slurm-reader.ts";

/** Keeps an account per project, on each cluster. Every change is read back. */
export function slurmAccounts(config: SlurmConfig, manager: Sacctmgr) {
  const { organization, parent } = config;
  const limits = accountLimits(config.accountLimits ?? {}, manager);
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
    await manager.change("add", "account", `name=${name}`, ...about, ...where, ...limits.options);
    const now = clustersOf(await readAccount(name));
    const lost = missing.find((cluster) => !now.includes(cluster));
    if (lost !== undefined)
      throw new Failure(`Slurm accepted account ${name}, but it isn't there on ${lost}`);
    await limits.confirm(name, missing);
    return { clusters, isNew: account === undefined };
  }

  return {
    read: readAccount,
    find: findAccount,
    ensure: ensureAccount,
    clustersFor,
    planLimits: limits.plan,
  };
}

/** The clusters on which there is an account. */
export const clustersOf = (account: SlurmAccount | undefined): string[] => [
  ...new Set(account?.associations.map(({ cluster }) => cluster)),
];
