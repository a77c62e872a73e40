import { randomUUID } from "node:crypto";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { type Child, freePort, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { type Keystone, startKeystone } from "./keystone.ts";
import { run } from "./run.ts";

export interface OpenStack {
  readonly keystone: Keystone;
  /** Lets Nova count a server with this many cores in a project. There is no hypervisor, so a server is only a row of Nova's. */
  addServer(projectId: string, cores: number): void;
  /** Lets Cinder list a volume of a project, created by this user. There is no storage, so it is only a row of Cinder's. */
  addVolume(projectId: string, userId: string): void;
  stop(): Promise<void>;
}

export const OPENSTACK_PACKAGES = ["keystone", "nova-api", "nova-conductor", "neutron-server", "cinder-api"];
export const OPENSTACK_PROGRAMS = [
  "/usr/bin/nova-api-wsgi",
  "/usr/bin/neutron-server",
  "/usr/bin/cinder-wsgi",
];

/** Starts Keystone and the APIs of Nova, Cinder and Neutron with real quotas. They use SQLite, without a hypervisor or a queue. */
export async function startOpenStack({ folder }: { readonly folder: string }): Promise<OpenStack> {
  const { root, env } = await debianRoot(OPENSTACK_PACKAGES, OPENSTACK_PROGRAMS);
  const keystone = await startKeystone({ folder: join(folder, "keystone"), packages: OPENSTACK_PACKAGES });
  const children: Child[] = [];
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    await keystone.stop();
  };
  const python: NodeJS.ProcessEnv = {
    ...env,
    HOME: folder,
    PATH: `${root}/usr/bin:/usr/bin:/bin`,
    PYTHONPATH: root ? `${root}/usr/lib/python3/dist-packages` : undefined,
    PYTHONDONTWRITEBYTECODE: undefined,
  };
  const succeed = async (args: readonly string[], input?: string) => {
    const { code, stderr } = await run("/usr/bin/python3", [...args], {
      env: python,
      ...(input ? { input } : {}),
    });
    if (code !== 0) throw new Error(`${args[0]}: ${stderr.slice(-2000)}`);
  };
  const serve = async (name: string, port: number, args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const ready = () =>
      fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      );
    children.push(
      await startChild("/usr/bin/python3", [...args], {
        name: `${name} (Debian)`,
        env: { ...python, ...more },
        ready,
      }),
    );
  };
  const common = (name: string) => `[DEFAULT]
transport_url = fake://
use_stderr = true
state_path = ${join(folder, name)}
my_ip = 127.0.0.1
host = quota
`;
  const auth = (section: string) => `[${section}]
www_authenticate_uri = ${keystone.url}
auth_url = ${keystone.url}
auth_type = password
project_domain_id = default
user_domain_id = default
project_name = admin
username = ${keystone.admin.username}
password = ${keystone.admin.password}
region_name = RegionOne
`;

  async function nova(port: number): Promise<void> {
    const d = join(folder, "nova");
    await mkdir(d, { recursive: true });
    const conf = join(d, "nova.conf");
    await writeFile(
      conf,
      `${common("nova")}[api_database]
connection = sqlite:///${d}/api.db
[database]
connection = sqlite:///${d}/main.db
[oslo_concurrency]
lock_path = ${d}
${auth("keystone_authtoken")}${auth("keystone")}${auth("placement")}[quota]
count_usage_from_placement = false
`,
    );
    await copyFile(`${root}/usr/share/nova-common/api-paste.ini`, join(d, "api-paste.ini"));
    const manage = (...args: string[]) =>
      succeed([`${root}/usr/bin/nova-manage`, "--config-file", conf, ...args]);
    await manage("api_db", "sync");
    await manage("cell_v2", "map_cell0", "--database_connection", `sqlite:///${d}/cell0.db`);
    await manage(
      "cell_v2",
      "create_cell",
      "--name",
      "cell1",
      "--database_connection",
      `sqlite:///${d}/main.db`,
      "--transport-url",
      "fake://",
    );
    await manage("db", "sync");
    await serve(
      "nova-api",
      port,
      [`${root}/usr/bin/nova-api-wsgi`, "--host", "127.0.0.1", "--port", String(port)],
      { OS_NOVA_CONFIG_DIR: d },
    );
  }

  async function cinder(port: number): Promise<void> {
    const d = join(folder, "cinder");
    await mkdir(d, { recursive: true });
    const conf = join(d, "cinder.conf");
    await writeFile(
      conf,
      `${common("cinder")}api_paste_config = ${root}/usr/share/cinder-common/api-paste.ini
auth_strategy = keystone
resource_query_filters_file = ${root}/etc/cinder/resource_filters.json
[database]
connection = sqlite:///${d}/cinder.db
[oslo_concurrency]
lock_path = ${d}
${auth("keystone_authtoken")}`,
    );
    await succeed([`${root}/usr/bin/cinder-manage`, "--config-file", conf, "db", "sync"]);
    const args = ["--host", "127.0.0.1", "--port", String(port), "--", "--config-file", conf];
    await serve("cinder-api", port, [`${root}/usr/bin/cinder-wsgi`, ...args]);
  }

  async function neutron(port: number): Promise<void> {
    const d = join(folder, "neutron");
    await mkdir(d, { recursive: true });
    const conf = join(d, "neutron.conf");
    await writeFile(
      conf,
      `${common("neutron")}bind_host = 127.0.0.1
bind_port = ${port}
api_paste_config = ${root}/usr/share/neutron-common/api-paste.ini
core_plugin = ml2
service_plugins = router
api_workers = 0
rpc_workers = 0
auth_strategy = keystone
notify_nova_on_port_status_changes = false
notify_nova_on_port_data_changes = false
[database]
connection = sqlite:///${d}/neutron.db
[oslo_concurrency]
lock_path = ${d}
${auth("keystone_authtoken")}[quotas]
quota_driver = neutron.db.quota.driver.DbQuotaDriver
[ml2]
type_drivers = flat,local
tenant_network_types = local
mechanism_drivers =
`,
    );
    // Neutron's migrations don't work with SQLite, so its tables are created from its models.
    const tables = `import sys, sqlalchemy
from neutron.db.migration.models import head
head.get_metadata().create_all(sqlalchemy.create_engine(sys.argv[1]))
`;
    await succeed(["-", `sqlite:///${d}/neutron.db`], tables);
    await serve("neutron-server", port, [`${root}/usr/bin/neutron-server`, "--config-file", conf]);
  }

  function addServer(projectId: string, cores: number): void {
    const database = new DatabaseSync(join(folder, "nova", "main.db"));
    const insert = `insert into instances (uuid, project_id, vcpus, memory_mb, deleted, vm_state, cleaned, created_at)
      values (?, ?, ?, 512, 0, 'active', 0, datetime('now'))`;
    database.prepare(insert).run(randomUUID(), projectId, cores);
    database.close();
  }

  function addVolume(projectId: string, userId: string): void {
    const database = new DatabaseSync(join(folder, "cinder", "cinder.db"));
    const type = database.prepare("select id from volume_types limit 1").get() as { id: string };
    const insert = `insert into volumes (id, project_id, user_id, size, status, attach_status, deleted, use_quota, volume_type_id, created_at)
      values (?, ?, ?, 1, 'available', 'detached', 0, 1, ?, datetime('now'))`;
    database.prepare(insert).run(randomUUID(), projectId, userId, type.id);
    database.close();
  }

  try {
    const [compute, volume, network] = [await freePort(), await freePort(), await freePort()];
    await Promise.all([nova(compute), cinder(volume), neutron(network)]);
    const client = keystoneClient({
      authUrl: keystone.url,
      ...keystone.admin,
      project: "admin",
      domain: "Default",
      interface: "public",
      maxConcurrent: 1,
    });
    for (const [type, url] of [
      ["compute", `http://127.0.0.1:${compute}/v2.1`],
      ["volumev3", `http://127.0.0.1:${volume}/v3/$(project_id)s`],
      ["network", `http://127.0.0.1:${network}`],
    ] as const) {
      const { service } = await client.send<{ service: { id: string } }>("POST", "/services", {
        service: { type, name: type },
      });
      const endpoint = { service_id: service.id, interface: "public", region_id: "RegionOne", url };
      await client.send("POST", "/endpoints", { endpoint });
    }
    return { keystone, addServer, addVolume, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
