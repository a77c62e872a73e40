import { Failure } from "../../failure/failure.ts";
import type { Limits } from "./limits.ts";
import type { Sacctmgr } from "./sacctmgr.ts";

/** A user's association with an account on one cluster. */
export interface UserAssociation {
  readonly cluster: string;
  readonly account: string;
  /** "" means all partitions. */
  readonly partition: string;
  /** The user's default account on this cluster. */
  readonly defaultAccount: string;
  readonly limits: Limits;
}

/** Slurm's own user. */
const ROOT = "root";
/** The limits that can lock a user. */
const LOCKS = ["maxjobs", "maxsubmitjobs", "grpjobs", "grpsubmitjobs"] as const;
/** acct locks with both of these at once. No one needs them on the association of a single user. */
const OUR_LOCKS = ["grpjobs", "grpsubmitjobs"] as const;

/** Reads and locks users in Slurm's accounting database. `options` are the limits that acct sets. */
export function slurmUsers({ show, change }: Sacctmgr, options: Limits) {
  const named = [...new Set([...LOCKS, ...Object.keys(options).map((name) => name.toLowerCase())])];

  async function read(username: string): Promise<UserAssociation[]> {
    const format = ["user", "cluster", "account", "partition", "defaultaccount", ...named];
    const rows = await show("user", format, "where", `name=${username}`, "withassoc");
    if (rows.length === 0) await checkSight();
    return rows
      .filter(([user, , account]) => user === username && account)
      .map(([, cluster = "", account = "", partition = "", defaultAccount = "", ...values]) => ({
        cluster,
        account,
        partition,
        defaultAccount,
        limits: Object.fromEntries(named.map((name, at) => [name, values[at] ?? ""])),
      }));
  }

  /** Every Slurm has the user root, but one with PrivateData hides others from an ordinary user, as if there were none. */
  async function checkSight(): Promise<void> {
    const rows = await show("user", ["user"], "where", `name=${ROOT}`);
    if (rows.length > 0) return;
    throw new Failure(
      "Slurm doesn't show us its user root, so someone who seems to be missing may be there: give acct's user the admin level Operator",
      { lasts: true },
    );
  }

  const inAssociation = (username: string, { account, cluster, partition }: UserAssociation) => [
    `name=${username}`,
    `account=${account}`,
    `cluster=${cluster}`,
    ...(partition ? [`partition=${partition}`] : []),
  ];

  return {
    read,

    /** What a user may do beyond running jobs, which no association shows. */
    async readOffice(username: string): Promise<{ adminLevel: string; coordinates: readonly string[] }> {
      const format = ["user", "admin", "coord"];
      const rows = await show("user", format, "where", `name=${username}`, "withcoord");
      const [, adminLevel = "", coordinates = ""] = rows.find(([user]) => user === username) ?? [];
      const isNone = adminLevel === "" || /^(none|not set)$/i.test(adminLevel);
      return { adminLevel: isNone ? "" : adminLevel, coordinates: coordinates.split(",").filter(Boolean) };
    },

    async removeCoordinator(username: string, account: string): Promise<void> {
      await change("delete", "coordinator", `account=${account}`, `names=${username}`);
    },

    async setLimits(username: string, association: UserAssociation, limits: Limits): Promise<void> {
      const values = Object.entries(limits).map(([name, value]) => `${name}=${value}`);
      await change("modify", "user", "where", ...inAssociation(username, association), "set", ...values);
    },

    async setDefaultAccount(username: string, cluster: string, account: string): Promise<void> {
      const where = ["where", `name=${username}`, `cluster=${cluster}`];
      await change("modify", "user", ...where, "set", `defaultaccount=${account}`);
    },

    /** Refuses new jobs and keeps pending ones from starting; running jobs go on. `where` narrows it: "account=astro". */
    async lock(username: string, ...where: string[]): Promise<void> {
      const limits = OUR_LOCKS.map((name) => `${name}=0`);
      await change("modify", "user", "where", `name=${username}`, ...where, "set", ...limits);
    },

    async unlock(username: string, association: UserAssociation): Promise<void> {
      const values = OUR_LOCKS.map((name) => `${name}=${options[name] ?? -1}`);
      await change("modify", "user", "where", ...inAssociation(username, association), "set", ...values);
    },
  };
}

/** Whether acct has locked this association. */
export const isLockedByUs = ({ limits }: UserAssociation): boolean =>
  OUR_LOCKS.every((name) => limits[name] === "0");

/** The limit with which someone else has locked this association. */
export function foreignLock(association: UserAssociation): string | undefined {
  const ours: readonly string[] = isLockedByUs(association) ? OUR_LOCKS : [];
  return LOCKS.find((name) => association.limits[name] === "0" && !ours.includes(name));
}
