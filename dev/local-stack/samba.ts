import { randomInt } from "node:crypto";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import type { Certificates } from "./certificates.ts";
import { type Child, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
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
const ADMIN = { bindDn: "Administrator@CAMPUS.EXAMPLE", password: "Passw0rd-admin" };
const BASE = "DC=campus,DC=example";

/**
 * Starts a temporary Active Directory: a Samba domain controller that serves nothing but LDAP, with new data in this folder.
 * It is ready in about five seconds. Samba's ports are fixed, so it gets an unused loopback address, and only root can start it.
 */
export async function startSamba(options: {
  readonly folder: string;
  readonly certificates: Certificates;
}): Promise<Samba> {
  const { folder, certificates } = options;
  if (process.getuid?.() !== 0)
    throw new Error("samba (Debian package samba) needs root: its LDAP ports are 389 and 636.");
  const { root, env } = await debianRoot(SAMBA_PACKAGES, SAMBA_PROGRAMS);
  const modules = `${root}${LIBRARIES}/samba`;
  if (root) await relocate(root);
  const address = await unusedAddress();
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await symlink(modules, join(folder, "samba"));
  const samba = {
    ...env,
    LD_LIBRARY_PATH: root ? `${env["LD_LIBRARY_PATH"]}:${modules}` : env["LD_LIBRARY_PATH"],
    LDB_MODULES_PATH: `${modules}/ldb`,
  };
  await provision(folder, root, address, samba);
  const conf = join(folder, "etc", "smb.conf");
  await writeFile(conf, await serveOnlyLdap(conf, folder, address, certificates));

  const start = () =>
    startChild(`${root}/usr/sbin/samba`, ["-i", "-M", "single", "-s", conf, "--debug-stdout"], {
      name: "samba (Debian package samba)",
      cwd: folder,
      env: samba,
      ready: async () => (await answers(address, 389)) && (await answers(address, 636)),
    });
  let child = await start();
  const gates = await Promise.all([636, 389].map((port) => startTcpGate({ host: address, port })));
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
    stop: down,
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

/** Creates the domain with samba-tool, which looks for its files where the packages would have been installed. */
async function provision(
  folder: string,
  root: string,
  address: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const script = join(folder, "provision.py");
  await writeFile(script, provisionScript(root));
  const names = ["--realm=CAMPUS.EXAMPLE", "--domain=CAMPUS", "--server-role=dc", "--host-name=dc1"];
  const rest = ["--dns-backend=NONE", `--host-ip=${address}`, `--adminpass=${ADMIN.password}`];
  const python = root ? { PYTHONPATH: `${root}/usr/lib/python3/dist-packages` } : {};
  const ran = await run(
    "/usr/bin/python3",
    [script, "domain", "provision", ...names, ...rest, `--targetdir=${folder}`],
    { cwd: folder, env: { ...env, ...python, PYTHONDONTWRITEBYTECODE: undefined } },
  );
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

/**
 * Samba has the folder of its modules compiled in. In the unpacked copy, this path is replaced by one of the same length that
 * leads through the working folder.
 */
async function relocate(root: string): Promise<void> {
  const marker = join(root, ".relocated");
  if (existsSync(marker)) return;
  const compiled = Buffer.from(`${LIBRARIES}/samba\0`);
  const ours = Buffer.from(`${"/proc/self/cwd/samba".padEnd(compiled.length - 1, "/")}\0`);
  for (const entry of readdirSync(join(root, "usr"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const data = await readFile(file);
    if (data.toString("latin1", 0, 4) !== "\x7fELF" || !data.includes(compiled)) continue;
    for (let at = data.indexOf(compiled); at >= 0; at = data.indexOf(compiled, at)) ours.copy(data, at);
    // Several processes may do this at once, and none may run a file that is written halfway.
    const whole = `${file}.${process.pid}`;
    await writeFile(whole, data);
    await chmod(whole, (await stat(file)).mode);
    await rename(whole, file);
  }
  await writeFile(marker, "");
}

/** Finds a loopback address on which nobody uses the ports of LDAP. */
async function unusedAddress(): Promise<string> {
  for (;;) {
    const address = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`;
    if (!(await answers(address, 389)) && !(await answers(address, 636))) return address;
  }
}

async function answers(address: string, port: number): Promise<boolean> {
  const socket = connect(port, address);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
