import { Failure } from "../../failure/failure.ts";
import { QUOTA_NAMES, type QuotaName, type QuotaProject, type QuotaSystem, type Quotas } from "../quotas.ts";
import { KeystoneError } from "./call-keystone.ts";
import { getWhole } from "./get-whole.ts";
import { type KeystoneClient, type KeystoneConfig, keystoneClient } from "./keystone-client.ts";
import { checkProject, findProject } from "./projects.ts";

interface Service {
  /** The type in the catalog. */
  readonly type: string;
  readonly label: string;
  /** Our names and those of the service, in order of importance. */
  readonly names: Partial<Record<QuotaName, string>>;
  path(projectId: string): string;
  /** What follows the path in a request for the usage, which has the same names. */
  readonly usage: string;
  /** What the service calls the number that is in use. */
  readonly inUse: string;
  /** The key of the object that holds the quotas. */
  readonly key: string;
  /** Lets the service set a quota below what is in use. Undefined: it does so anyway. */
  readonly force?: Readonly<Record<string, unknown>>;
}

const MB_PER_GB = 1024;

/** The services in the order in which quotas are written; they are reverted in the opposite order. */
const SERVICES: readonly Service[] = [
  {
    type: "network",
    label: "Neutron",
    names: { floatingip: "floatingip", network: "network", port: "port" },
    path: (id) => `/v2.0/quotas/${id}`,
    usage: "/details.json",
    inUse: "used",
    key: "quota",
  },
  {
    type: "compute",
    label: "Nova",
    names: { instances: "instances", cores: "cores", ram: "ram" },
    path: (id) => `/os-quota-sets/${id}`,
    usage: "/detail",
    inUse: "in_use",
    key: "quota_set",
    force: { force: true },
  },
  {
    type: "volumev3",
    label: "Cinder",
    names: { volumes: "volumes", snapshots: "snapshots", gigabytes: "gigabytes" },
    path: (id) => `/os-quota-sets/${id}`,
    usage: "?usage=True",
    inUse: "in_use",
    key: "quota_set",
  },
];

/** A service that keeps no account of what is used, or doesn't show it to us. */
const UNTOLD: readonly number[] = [403, 404, 405, 501];

/** Reads and writes quotas of Nova, Cinder and Neutron, which it finds through Keystone's catalog. */
export function openStackQuotas(
  config: KeystoneConfig,
  keystone: KeystoneClient = keystoneClient(config),
): QuotaSystem {
  async function projectId(project: QuotaProject): Promise<string> {
    const found = await findProject(keystone, project);
    // This is checked first, because Neutron returns 200 for projects that don't exist.
    if (!found) throw new Failure(`OpenStack has no project named ${project.name}`, { lasts: true });
    return checkProject(found, project).id;
  }

  async function read(id: string, services = SERVICES): Promise<Quotas> {
    const parts = await Promise.all(services.map((service) => readService(service, id)));
    return Object.assign({}, ...parts) as Quotas;
  }

  async function readService(
    { type, label, names, path, key }: Service,
    id: string,
  ): Promise<Partial<Quotas>> {
    const url = (await keystone.endpoint(type)) + path(id);
    const values = (await keystone.get<Record<string, Record<string, number>>>(url))[key] ?? {};
    return Object.fromEntries(
      Object.entries(names).map(([ours, theirs]) => {
        const value = values[theirs];
        if (value === undefined) throw new Failure(`${label} doesn't say what the quota ${theirs} is`);
        return [ours, fromTheirs(ours, value)];
      }),
    );
  }

  async function readUsageOf(service: Service, id: string): Promise<Partial<Quotas>> {
    const { type, names, path, key, usage, inUse } = service;
    const url = (await keystone.endpoint(type)) + path(id) + usage;
    const answer = await keystone
      .get<Record<string, Record<string, Record<string, number>>>>(url)
      .catch((error: unknown) => {
        if (error instanceof KeystoneError && UNTOLD.includes(error.status)) return undefined;
        throw error;
      });
    const entries = Object.entries(names).flatMap(([ours, theirs]) => {
      const { [inUse]: used, reserved = 0 } = answer?.[key]?.[theirs] ?? {};
      return used === undefined ? [] : [[ours, Math.ceil(fromTheirs(ours, used + reserved))] as const];
    });
    return Object.fromEntries(entries);
  }

  async function writeTo(
    { type, label, names, path, key, force }: Service,
    id: string,
    wanted: Partial<Quotas>,
    evenIfUsed: boolean,
  ) {
    const values = Object.fromEntries(
      Object.entries(names).flatMap(([ours, theirs]) => {
        const value = wanted[ours as QuotaName];
        return value === undefined ? [] : [[theirs, toTheirs(ours, value)]];
      }),
    );
    const url = (await keystone.endpoint(type)) + path(id);
    const forced = evenIfUsed ? force : {};
    await keystone.send("PUT", url, { [key]: { ...forced, ...values } }).catch((error: Error) => {
      throw new Failure(`${label} rejected the quotas: ${error.message}`, { cause: error });
    });
  }

  return {
    readQuotas: async (project) => read(await projectId(project)),

    async readUsage(project) {
      const id = await projectId(project);
      const parts = await Promise.all(SERVICES.map((service) => readUsageOf(service, id)));
      return Object.assign({}, ...parts) as Partial<Quotas>;
    },

    async writeQuotas(project, wanted, { evenIfUsed = false } = {}) {
      const id = await projectId(project);
      // A cloud needn't have the services of the others.
      const services = SERVICES.filter(({ names }) =>
        QUOTA_NAMES.some((name) => wanted[name] !== undefined && names[name] !== undefined),
      );
      const before = await read(id, services);
      const written: Service[] = [];
      try {
        for (const service of services) {
          await writeTo(service, id, wanted, evenIfUsed);
          written.push(service);
        }
        const after = await read(id, services);
        const lost = QUOTA_NAMES.find((name) => wanted[name] !== undefined && wanted[name] !== after[name]);
        if (lost) throw new Failure(`OpenStack accepted ${lost} ${wanted[lost]} but now has ${after[lost]}`);
      } catch (error) {
        await putBack(id, before, written, error as Error);
      }
    },

    async listAddresses(project) {
      const query = new URLSearchParams({ "scope.project.id": await projectId(project), effective: "true" });
      const { role_assignments } = await getWhole<{ role_assignments: { user?: { id: string } }[] }>(
        keystone,
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
      await writeTo(service, id, before, true).catch(() => left.push(service.label));
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
