import { randomInt } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { answers, type Listener } from "./answers.ts";
import { run } from "./run.ts";

/** A network in which a server can have ports below 1024 that no one else uses. */
export interface LowPorts {
  /** The loopback address for the server. */
  readonly address: string;
  /** The command that runs this one as root, or as what it takes for root. */
  asRoot(command: readonly string[]): readonly string[];
  /** The same for the server itself, whose ports `listener` then reaches. */
  serving(command: readonly string[]): readonly string[];
  listener(port: number): Listener;
  close(): Promise<void>;
}

/**
 * Provides these ports. For root, they are on an unused loopback address. Everyone else gets user and network namespaces
 * (user_namespaces(7)), which a relay connects with UNIX sockets in the temporary folder. Throws if the machine allows neither.
 */
export async function lowPorts(server: string, ports: readonly number[]): Promise<LowPorts> {
  if (process.getuid?.() !== 0) return namespaced(server, ports);
  const address = await unusedAddress(ports);
  return {
    address,
    asRoot: (command) => command,
    serving: (command) => command,
    listener: (port) => ({ host: address, port }),
    close: async () => undefined,
  };
}

const UNSHARE = ["unshare", "--user", "--map-root-user", "--net", "--"];
const ADDRESS = "127.0.0.1";
const RELAY = fileURLToPath(new URL("socket-relay.ts", import.meta.url));

/** Sets the flags UP, LOOPBACK and RUNNING (netdevice(7)). Not every machine has ip(8). */
const LOOPBACK_UP = `import fcntl, socket, struct
fcntl.ioctl(socket.socket(), 0x8914, struct.pack("16sh22x", b"lo", 0x49))`;
const WITH_LOOPBACK = '/usr/bin/python3 -c "$0" && exec "$@"';
/** The relay ends together with the server, whose process is the one of this shell. */
const WITH_RELAY = `
node=$1 relay=$2 folder=$3 ports=$4; shift 4
setpriv --pdeathsig=KILL -- "$node" "$relay" "$folder" ${ADDRESS} $ports &
exec "$@"`;

async function namespaced(server: string, ports: readonly number[]): Promise<LowPorts> {
  const [program = "", ...args] = UNSHARE;
  const tried = await run(program, [...args, "true"]);
  if (tried.code !== 0) {
    throw new Error(
      `${server} has ports below 1024, so it needs root or a user namespace, and this machine gives you neither (${tried.stderr.trim()}). Run this as root, or allow user namespaces: "sysctl -w kernel.unprivileged_userns_clone=1" on Debian, "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0" on Ubuntu, "--security-opt seccomp=unconfined" for a container.`,
    );
  }
  const folder = await mkdtemp(join(tmpdir(), "acct-ports-"));
  const asRoot = (command: readonly string[]) => [
    ...UNSHARE,
    ...["sh", "-c", WITH_LOOPBACK, LOOPBACK_UP],
    ...command,
  ];
  return {
    address: ADDRESS,
    asRoot,
    serving: (command) =>
      asRoot(["sh", "-c", WITH_RELAY, "sh", process.execPath, RELAY, folder, ports.join(" "), ...command]),
    listener: (port) => ({ path: join(folder, String(port)) }),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Finds a loopback address on which no one uses these ports. */
async function unusedAddress(ports: readonly number[]): Promise<string> {
  for (;;) {
    const host = `127.${randomInt(1, 255)}.${randomInt(1, 255)}.${randomInt(2, 255)}`;
    const used = await Promise.all(ports.map((port) => answers({ host, port })));
    if (!used.includes(true)) return host;
  }
}
