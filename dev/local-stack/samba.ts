import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { answers } from "./answers.ts";
import type { Certificates } from "./certificates.ts";
import { type Child, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { type LowPorts, lowPorts } from "./low-ports.ts";
import { relocate } from "./relocate.ts";
import { run } from "./run.ts";
import { SLAPD_PACKAGES, SLAPD_PROGRAMS } from "./slapd.ts";
import { startTcpGate } from "./tcp-gate.ts";

export interface Samba extends Omit<Child, "ended"> {
  /** Ports of 127.0.0.1, which the certificate is for, that lead to the domain controller. */
  readonly url: string;
  readonly plainUrl: string;
  /** The naming context: "DC=campus,DC=example". */
  readonly base: string;
  readonly admin: { readonly bindDn: string; readonly password: string };
  /** Adds or changes entries with LDIF as the domain's administrator. */
  add(ldif: string): Promise<void>;
  modify(ldif: string): Promise<void>;
  /** Stops the server, so that connections are refused. `up` starts it again with the same data. */
  down(): Promise<void>;
  up(): Promise<void>;
}

export const SAMBA_PACKAGES = [
  "samba",
  "samba-dsdb-modules",
  "python3-samba",
  "samba-vfs-modules",
  "samba-ad-provision",
];
export const SAMBA_PROGRAMS = ["/usr/sbin/samba", "/usr/bin/samba-tool"];

/** The multiarch folder of this machine, which Samba has compiled in. */
const LIBRARIES = `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu`;
const NAME = "samba (Debian package samba)";
/** LDAPS and LDAP, which Samba has compiled in. */
const PORTS = [636, 389] as const;
const ADMIN = { bindDn: "Administrator@CAMPUS.EXAMPLE", password: "Passw0rd-admin" };
const BASE = "DC=campus,DC=example";

/**
 * Starts a temporary Active Directory: a Samba domain controller that serves nothing but LDAP, with new data in this folder.
 * It is ready in about five seconds. Samba's ports are fixed, so it gets a network in which no one else uses them.
 */
export async function startSamba(options: {
  readonly folder: string;
  readonly certificates: Certificates;
}): Promise<Samba> {
  const { folder, certificates } = options;
  const { root, env } = await debianRoot(SAMBA_PACKAGES, SAMBA_PROGRAMS);
  const modules = `${root}${LIBRARIES}/samba`;
  if (root) await relocate(root, `${LIBRARIES}/samba\0`, "samba");
  const network = await lowPorts(NAME, PORTS);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(modules, join(folder, "samba"));
  const samba = {
    ...env,
    LD_LIBRARY_PATH: root ? `${env.LD_LIBRARY_PATH}:${modules}` : env.LD_LIBRARY_PATH,
    LDB_MODULES_PATH: `${modules}/ldb`,
  };
  await provision({ folder, root, network, env: samba });
  const conf = join(folder, "etc", "smb.conf");
  await writeFile(conf, await serveOnlyLdap(conf, folder, network.address, certificates));

  const command = [`${root}/usr/sbin/samba`, "-i", "-M", "single", "-s", conf, "--debug-stdout"];
  const start = () => {
    const [program = "", ...args] = network.serving(command);
    return startChild(program, args, {
      name: NAME,
      cwd: folder,
      env: samba,
      ready: async () => !(await Promise.all(PORTS.map(isOpen))).includes(false),
    });
  };
  const isOpen = (port: number) => answers(network.listener(port));
  let child = await start();
  const gates = await Promise.all(PORTS.map((port) => startTcpGate(network.listener(port))));
  await Promise.all(gates.map((gate) => gate.open()));
  const [url, plainUrl] = [`ldaps://127.0.0.1:${gates[0]?.port}`, `ldap://127.0.0.1:${gates[1]?.port}`];
  const down = async () => {
    await Promise.all(gates.map((gate) => gate.shut()));
    await child.stop();
  };

  const tools = await debianRoot(SLAPD_PACKAGES, SLAPD_PROGRAMS);
  const change = async (program: string, ldif: string) => {
    const as = ["-x", "-H", url, "-D", ADMIN.bindDn, "-w", ADMIN.password];
    const toolEnv = { ...tools.env, LDAPTLS_CACERT: certificates.caFile };
    const ran = await run(`${tools.root}/usr/bin/${program}`, as, { env: toolEnv, input: ldif });
    if (ran.code !== 0) throw new Error(`${program}: ${ran.stderr}`);
  };
  return {
    pid: child.pid,
    log: () => child.log(),
    async stop() {
      await down();
      await network.close();
    },
    down,
    async up() {
      child = await start();
      await Promise.all(gates.map((gate) => gate.open()));
    },
    url,
    plainUrl,
    base: BASE,
    admin: ADMIN,
    add: (ldif) => change("ldapadd", ldif),
    modify: (ldif) => change("ldapmodify", ldif),
  };
}

interface Provisioned {
  readonly folder: string;
  readonly root: string;
  readonly network: LowPorts;
  readonly env: NodeJS.ProcessEnv;
}

/** Creates the domain with samba-tool, which looks for its files where the packages would have been installed. */
async function provision({ folder, root, network, env }: Provisioned): Promise<void> {
  const script = join(folder, "provision.py");
  await writeFile(script, provisionScript(root));
  const names = ["--realm=CAMPUS.EXAMPLE", "--domain=CAMPUS", "--server-role=dc", "--host-name=dc1"];
  const rest = ["--dns-backend=NONE", `--host-ip=${network.address}`, `--adminpass=${ADMIN.password}`];
  const python = root ? { PYTHONPATH: `${root}/usr/lib/python3/dist-packages` } : {};
  const tool = ["/usr/bin/python3", script, "domain", "provision"];
  const [program = "", ...args] = network.asRoot([...tool, ...names, ...rest, `--targetdir=${folder}`]);
  const ran = await run(program, args, {
    cwd: folder,
    env: { ...env, ...python, PYTHONDONTWRITEBYTECODE: undefined },
  });
  if (ran.code !== 0) throw new Error(`samba-tool (Debian package samba): ${ran.stderr.slice(-2_000)}`);
}

/** There are no file shares, so their access lists, which need a file system with extended attributes, are left out. */
const provisionScript = (root: string) => `import sys
import samba.param
samba.param.setup_dir = lambda: "${root}/usr/share/samba/setup"
samba.param.data_dir = lambda: "${root}/usr/share/samba"
import samba.provision
samba.provision.setsysvolacl = lambda *a, **k: None
sys.argv[0] = "samba-tool"
exec(open("${root}/usr/bin/samba-tool").read())
`;

/** Returns the provisioned configuration without any service but LDAP, on one address and with the given certificate. */
async function serveOnlyLdap(
  conf: string,
  folder: string,
  address: string,
  { caFile, certFile, keyFile }: Certificates,
): Promise<string> {
  const key = join(folder, "tls.key");
  await writeFile(key, await readFile(keyFile), { mode: 0o600 });
  const global = [
    "[global]",
    `interfaces = ${address}/8`,
    "bind interfaces only = yes",
    "ldap server require strong auth = no",
    `pid directory = ${folder}`,
    `log file = ${folder}/log`,
    `ncalrpc dir = ${folder}/ncalrpc`,
    `tls keyfile = ${key}`,
    `tls certfile = ${certFile}`,
    `tls cafile = ${caFile}`,
  ].join("\n\t");
  const provisioned = await readFile(conf, "utf8");
  return provisioned
    .replace(/server services = .*/, "server services = ldap")
    .replace(/^\[global\]/m, () => global);
}
