import type { Project } from "./provisioner.ts";

/** The limits of a project, in the units people use: ram and gigabytes in GB; -1 means unlimited. */
export const QUOTA_NAMES = [
  "instances",
  "cores",
  "ram",
  "floatingip",
  "network",
  "port",
  "volumes",
  "snapshots",
  "gigabytes",
] as const;
export type QuotaName = (typeof QUOTA_NAMES)[number];
export type Quotas = Readonly<Record<QuotaName, number>>;

/** A project as it is found in the system: by its ID, or by its name if acct created or adopted the project. */
export type QuotaProject = Pick<Project, "name" | "adopted" | "externalIds">;

/** A system whose projects have quotas. Each call throws with a sentence if there is no such project, or if it isn't ours. */
export interface QuotaSystem {
  readQuotas(project: QuotaProject): Promise<Quotas>;
  /** What the project uses and has reserved. What the system can't say is missing. */
  readUsage(project: QuotaProject): Promise<Partial<Quotas>>;
  /**
   * Sets these quotas and reads them back. If one of them can't be set, all are reverted as far as the system still
   * responds, and the error says so. `evenIfUsed` also sets a quota below what the project uses: it keeps that, and gets nothing
   * new until it uses less.
   */
  writeQuotas(
    project: QuotaProject,
    wanted: Partial<Quotas>,
    options?: { readonly evenIfUsed?: boolean },
  ): Promise<void>;
  /** The email addresses of everyone with a role in the project. */
  listAddresses(project: QuotaProject): Promise<string[]>;
}

/** The ports that a network itself uses: its router, and DHCP on two hosts. */
const PORTS_OF_A_NETWORK = 3;
const SPARE_PORTS = 5;

/**
 * Adds enough ports to a quota change: one per instance, three per network, and five spare; never fewer than there are.
 * Leaves it unchanged if ports were requested. It starts from the requested totals rather than from the increase, so that
 * repeating a request adds nothing.
 */
export function withEnoughPorts(wanted: Partial<Quotas>, now: Quotas): Partial<Quotas> {
  if (wanted.port !== undefined || (wanted.instances === undefined && wanted.network === undefined))
    return wanted;
  const [instances, networks] = [wanted.instances ?? now.instances, wanted.network ?? now.network];
  if (now.port < 0) return wanted;
  if (instances < 0 || networks < 0) return { ...wanted, port: -1 };
  const needed = instances + networks * PORTS_OF_A_NETWORK + SPARE_PORTS;
  return needed > now.port ? { ...wanted, port: needed } : wanted;
}

/** Names the quotas that would be lower than what the project uses, with what it uses. */
export function belowUsage(wanted: Partial<Quotas>, used: Partial<Quotas>): readonly [QuotaName, number][] {
  return QUOTA_NAMES.flatMap((name) => {
    const [limit, inUse] = [wanted[name], used[name]];
    if (limit === undefined || inUse === undefined || limit < 0 || inUse <= limit) return [];
    return [[name, inUse] as [QuotaName, number]];
  });
}

/**
 * Says of each requested quota what is used now, what the limit is, and whether less is requested than is used, one line each:
 * "cores: now 12 of 20 used, asks for 40". What isn't known is said.
 */
export function usageLines(
  requested: Partial<Quotas>,
  limits: Partial<Quotas>,
  used: Partial<Quotas>,
): string[] {
  const tooLow = new Set(belowUsage(requested, used).map(([name]) => name));
  return QUOTA_NAMES.flatMap((name) => {
    const wanted = requested[name];
    if (wanted === undefined) return [];
    const now = formatUse(limits[name], used[name]);
    const warning = tooLow.has(name) ? ", which is less than is used" : "";
    return [`${LABELS[name]}: now ${now}, asks for ${formatLimit(wanted)}${warning}`];
  });
}

/** What is used of a limit, in words: "12 of 20 used". */
export function formatUse(limit: number | undefined, inUse: number | undefined): string {
  const of = limit === undefined ? "" : ` of ${formatLimit(limit)}`;
  return `${inUse ?? "an unknown part"}${of} used`;
}

/** Describes values that both sides name and that differ: "cores 20 → 40". */
export function quotaChanges(before: Partial<Quotas>, after: Partial<Quotas>): string[] {
  return QUOTA_NAMES.flatMap((name) => {
    const [from, to] = [before[name], after[name]];
    if (from === undefined || to === undefined || from === to) return [];
    return [`${LABELS[name]} ${formatLimit(from)} → ${formatLimit(to)}`];
  });
}

/** Describes quotas that a project gets: "cores 20, RAM (GB) 50". */
export const describeQuotas = (quotas: Partial<Quotas>): string =>
  QUOTA_NAMES.flatMap((name) => {
    const value = quotas[name];
    return value === undefined ? [] : [`${LABELS[name]} ${formatLimit(value)}`];
  }).join(", ");

const formatLimit = (value: number) => (value < 0 ? "unlimited" : String(value));

export const LABELS: Readonly<Record<QuotaName, string>> = {
  instances: "instances",
  cores: "cores",
  ram: "RAM (GB)",
  floatingip: "floating IPs",
  network: "networks",
  port: "ports",
  volumes: "volumes",
  snapshots: "snapshots",
  gigabytes: "storage (GB)",
};
