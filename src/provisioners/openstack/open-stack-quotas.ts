import { Failure } from "../../failure/failure.ts";
import { QUOTA_NAMES, type QuotaName, type QuotaSystem, type Quotas } from "../quotas.ts";
import { type KeystoneClient, type KeystoneConfig, keystoneClient } from "./keystone-client.ts";
import { findProject } from "./projects.ts";

interface Service {
  /** The type in the catalog. */
  readonly type: string;
  readonly label: string;
  /** Our names and those of the service, in order of importance. */
  readonly names: Partial<Record<QuotaName, string>>;
  path(projectId: string): string;
  /** The key of the object that holds the quotas. */
  readonly key: string;
}

const MB_PER_GB = 1024;

/** The services in the order in which quotas are written; they are reverted in the opposite order. */
const SERVICES: readonly Service[] = [
  {
    type: "network",
    label: "Neutron",
    names: { floatingip: "floatingip", network: "network", port: "port" },
    path: (id) => `/v2.0/quotas/${id}`,
    key: "quota",
  },
  {
    type: "compute",
    label: "Nova",
    names: { instances: "instances", cores: "cores", ram: "ram" },
    path: (id) => `/os-quota-sets/${id}`,
    key: "quota_set",
  },
  {
    type: "volumev3",
    label: "Cinder",
    names: { volumes: "volumes", snapshots: "snapshots", gigabytes: "gigabytes" },
    path: (id) => `/os-quota-sets/${id}`,
    key: "quota_set",
  },
];

/** Reads and writes quotas of Nova, Cinder and Neutron, which it finds through Keystone's catalog. */
export function openStackQuotas(
  config: KeystoneConfig,
  keystone: KeystoneClient = keystoneClient(config),
): QuotaSystem {
  async function projectId(name: string): Promise<string> {
    const found = await findProject(keystone, { name: name });
    // This is checked first, because Neutron returns 200 for projects that don't exist.
    if (!found) throw new Failure(`OpenStack has no project named ${name}`);
    return found.id;
  }

  async function read(id: string): Promise<Quotas> {
    const parts = await Promise.all(SERVICES.map((service) => readService(service, id)));
    return Object.assign({}, ...parts) as Quotas;
  }

  async function readService({ type, names, path, key }: Service, id: string): Promise<Partial<Quotas>> {
    const url = (await keystone.endpoint(type)) + path(id);
    const values = (await keystone.get<Record<string, Record<string, number>>>(url))[key] ?? {};
    return Object.fromEntries(
      Object.entries(names).map(([ours, theirs]) => [ours, fromTheirs(ours, values[theirs] ?? 0)]),
    );
  }

  async function writeTo({ type, label, names, path, key }: Service, id: string, wanted: Partial<Quotas>) {
    const values = Object.fromEntries(
      Object.entries(names).flatMap(([ours, theirs]) => {
        const value = wanted[ours as QuotaName];
        return value === undefined ? [] : [[theirs, toTheirs(ours, value)]];
      }),
    );
    if (Object.keys(values).length === 0) return false;
    const url = (await keystone.endpoint(type)) + path(id);
    await keystone.send("PUT", url, { [key]: values }).catch((error: Error) => {
      throw new Failure(`${label} rejected the quotas: ${error.message}`, { cause: error });
    });
    return true;
  }

  return {
    readQuotas: async (project) => read(await projectId(project)),

    async writeQuotas(project, wanted) {
      const id = await projectId(project);
      const before = await read(id);
      const written: Service[] = [];
      try {
        for (const service of SERVICES) if (await writeTo(service, id, wanted)) written.push(service);
        const after = await read(id);
        const lost = QUOTA_NAMES.find((name) => wanted[name] !== undefined && wanted[name] !== after[name]);
        if (lost) throw new Failure(`OpenStack accepted ${lost} ${wanted[lost]} but now has ${after[lost]}`);
      } catch (error) {
        await putBack(id, before, written, error as Error);
      }
    },

    async listAddresses(project) {
      const query = new URLSearchParams({ "scope.project.id": await projectId(project), effective: "true" });
      const { role_assignments } = await keystone.get<{ role_assignments: { user?: { id: string } }[] }>(
        `/role_assignments?${query}`,
      );
      const ids = new Set(role_assignments.flatMap(({ user }) => user?.id ?? []));
      const users = await Promise.all(
        [...ids].map((userId) => keystone.find<{ user: { email?: string } }>(`/users/${userId}`)),
      );
      return users.flatMap((found) => found?.user.email ?? []);
    },
  };

  /** Reverts the quotas and throws the error that led here, with a note whether everything was reverted. */
  async function putBack(
    id: string,
    before: Quotas,
    written: readonly Service[],
    error: Error,
  ): Promise<never> {
    const left: string[] = [];
    for (const service of written.toReversed()) {
      await writeTo(service, id, before).catch(() => left.push(service.label));
    }
    const state =
      left.length === 0 ? "all quotas were reverted" : `${left.join(" and ")} could not be reverted`;
    throw new Failure(`${error.message}; ${state}`, { cause: error });
  }
}

function toTheirs(name: string, value: number): number {
  return name === "ram" && value > 0 ? value * MB_PER_GB : value;
}

function fromTheirs(name: string, value: number): number {
  return name === "ram" && value > 0 ? value / MB_PER_GB : value;
}
