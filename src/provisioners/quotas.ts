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

/** A system whose projects have quotas. */
export interface QuotaSystem {
  /** Throws with a sentence if there is no such project. */
  readQuotas(project: string): Promise<Quotas>;
  /**
   * Sets these quotas and reads them back. If one of them can't be set, all are reverted as far as the system still
   * responds, and the error says so.
   */
  writeQuotas(project: string, wanted: Partial<Quotas>): Promise<void>;
  /** The email addresses of everyone with a role in the project. */
  listAddresses(project: string): Promise<string[]>;
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

/** Describes values that both sides name and that differ: "cores 20 → 40". */
export function quotaChanges(before: Partial<Quotas>, after: Partial<Quotas>): string[] {
  return QUOTA_NAMES.flatMap((name) => {
    const [from, to] = [before[name], after[name]];
    if (from === undefined || to === undefined || from === to) return [];
    return [`${LABELS[name]} ${formatLimit(from)} → ${formatLimit(to)}`];
  });
}

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
