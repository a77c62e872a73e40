/** What a project may use at most, as people ask for it: ram and gigabytes in GB; -1 means without a limit. */
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
  /** Throws a sentence when there is no such project. */
  readQuotas(project: string): Promise<Quotas>;
  /**
   * These quotas are set afterwards, read back; or, when one of them cannot be set, all are what they were, as far as the
   * system still answers, and the error says so.
   */
  writeQuotas(project: string, wanted: Partial<Quotas>): Promise<void>;
  /** The mail addresses of whoever has a role in the project. */
  listAddresses(project: string): Promise<string[]>;
}

/** Ports that a network takes itself: its router, and DHCP on two hosts. */
const PORTS_OF_A_NETWORK = 3;
const SPARE_PORTS = 5;

/**
 * The same wishes with enough ports for them: one for each instance, three for each network, and five to spare; never fewer
 * than there are, and untouched when ports were asked for. From the numbers wished for, not from what is added, so that the
 * same wish again adds nothing.
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

/** "cores 20 → 40", for what both sides name and differs. */
export function quotaChanges(before: Partial<Quotas>, after: Partial<Quotas>): string[] {
  return QUOTA_NAMES.flatMap((name) => {
    const [from, to] = [before[name], after[name]];
    if (from === undefined || to === undefined || from === to) return [];
    return [`${LABELS[name]} ${inWords(from)} → ${inWords(to)}`];
  });
}

const inWords = (value: number) => (value < 0 ? "without limit" : String(value));

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
