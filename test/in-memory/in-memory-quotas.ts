import { Failure } from "../../src/failure/failure.ts";
import { belowUsage, type QuotaSystem, type Quotas } from "../../src/provisioners/quotas.ts";

export interface InMemoryQuotas extends QuotaSystem {
  /** The quotas of each project, by name. */
  readonly projects: Map<string, Quotas>;
  /** The email addresses of everyone in a project, by its name. */
  readonly addresses: Map<string, string[]>;
  /** What each project uses, by its name; nothing if it is missing. */
  readonly used: Map<string, Partial<Quotas>>;
}

export const someQuotas: Quotas = {
  instances: 10,
  cores: 20,
  ram: 50,
  floatingip: 2,
  network: 5,
  port: 30,
  volumes: 10,
  snapshots: 10,
  gigabytes: 1000,
};

/** A system that keeps the quotas of its projects in memory. At first it has the project astro, with Amy and Bo in it. */
export function inMemoryQuotas(): InMemoryQuotas {
  const projects = new Map<string, Quotas>([["astro", someQuotas]]);
  const addresses = new Map([["astro", ["amy@example.org", "bo@example.org"]]]);
  const used = new Map<string, Partial<Quotas>>();
  const read = (project: string): Quotas => {
    const quotas = projects.get(project);
    if (!quotas) throw new Failure(`There is no project named ${project}`);
    return quotas;
  };
  return {
    projects,
    addresses,
    used,
    readQuotas: async ({ name }) => read(name),
    readUsage: async ({ name }) => used.get(name) ?? {},
    async writeQuotas({ name }, wanted, { evenIfUsed = false } = {}) {
      const [below] = belowUsage(wanted, used.get(name) ?? {});
      if (below && !evenIfUsed) throw new Failure(`${below[0]} ${below[1]} in use`, { lasts: true });
      projects.set(name, { ...read(name), ...wanted });
    },
    listAddresses: async ({ name }) => addresses.get(name) ?? [],
  };
}
