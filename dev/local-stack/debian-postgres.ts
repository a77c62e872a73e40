import { chown, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, dropTo, freePort, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { nobody } from "./nobody.ts";
import { run } from "./run.ts";

export interface DebianPostgres {
  readonly port: number;
  /** The environment in which psql, createdb, pg_dump and other clients connect as the superuser postgres. */
  readonly env: NodeJS.ProcessEnv;
  readonly bin: string;
  /** Stops the server, so that connections are refused. `up` starts it again with the same data. */
  down(): Promise<void>;
  up(): Promise<void>;
}

const FOLDER = "/usr/lib/postgresql/15/bin";
const PASSWORD = "throw-away";

/** Starts the oldest PostgreSQL that acct supports, from Debian and with its own clients, on a free port of 127.0.0.1. */
export async function startDebianPostgres(folder: string): Promise<DebianPostgres> {
  const { root, env } = await debianRoot(
    ["postgresql-15", "postgresql-client-15"],
    [`${FOLDER}/postgres`, `${FOLDER}/pg_dump`],
  );
  const bin = `${root}${FOLDER}`;
  const data = join(folder, "data");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await mkdir(data, { mode: 0o700 });
  await writeFile(join(folder, "password"), PASSWORD);
  if (nobody !== undefined) await chown(data, nobody, nobody);
  const serverEnv = { ...env, LC_ALL: "C.UTF-8", TZ: "UTC" };
  const { code, stderr } = await run(
    "setpriv",
    [
      ...dropTo(nobody),
      `${bin}/initdb`,
      ...["-D", data, "-U", "postgres", `--pwfile=${join(folder, "password")}`, "-A", "scram-sha-256"],
      ...["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    ],
    { cwd: folder, env: serverEnv },
  );
  if (code !== 0) throw new Error(`PostgreSQL (Debian package postgresql-15) did not start: ${stderr}`);

  const port = await freePort();
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    fsync: "off",
  };
  const start = () =>
    startChild(
      `${bin}/postgres`,
      ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        name: "PostgreSQL (Debian package postgresql-15)",
        signal: "SIGINT",
        uid: nobody,
        cwd: folder,
        env: serverEnv,
        // While it recovers, it already takes connections and then rejects them.
        ready: async () =>
          (await run(`${bin}/pg_isready`, ["-q", "-h", "127.0.0.1", "-p", String(port)], { env: serverEnv }))
            .code === 0,
      },
    );
  let child: Child = await start();
  return {
    port,
    bin,
    env: { ...env, PGHOST: "127.0.0.1", PGPORT: String(port), PGUSER: "postgres", PGPASSWORD: PASSWORD },
    down: () => child.stop(),
    async up() {
      child = await start();
    },
  };
}
