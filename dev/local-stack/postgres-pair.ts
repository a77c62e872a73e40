import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { type Child, dropTo, freePort, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { folderForNobody, nobody } from "./nobody.ts";
import { run } from "./run.ts";

export interface PostgresServer extends Child {
  readonly port: number;
  /** Kills all of its processes with SIGKILL. */
  kill(): void;
}

export interface PostgresPair {
  readonly primary: PostgresServer;
  /** Has every commit before the client gets its confirmation. */
  readonly standby: PostgresServer;
  /** Returns the URL of a database on one of them. */
  toUrl(server: Pick<PostgresServer, "port">, database: string): string;
  /** Turns the standby into a primary, which then waits for no other server. */
  promote(): Promise<void>;
  stop(): Promise<void>;
}

const VERSION = 15;
const USER = "acct";
const PASSWORD = "throw-away";

/** Starts Debian's PostgreSQL with a synchronous streaming standby. */
export async function startPostgresPair(): Promise<PostgresPair> {
  const bin = `/usr/lib/postgresql/${VERSION}/bin`;
  const programs = ["initdb", "postgres", "pg_basebackup"].map((name) => `${bin}/${name}`);
  const { root, env } = await debianRoot([`postgresql-${VERSION}`], programs);
  const folder = await folderForNobody("postgres");
  const inFolder = (name: string) => join(folder, name);
  const program = async (name: string, ...args: string[]) => {
    const { code, stderr } = await run("setpriv", [...dropTo(nobody), `${root}${bin}/${name}`, ...args], {
      cwd: folder,
      env: { ...env, LC_ALL: "C.UTF-8", PGPASSWORD: PASSWORD },
    });
    if (code !== 0) throw new Error(`${name}: ${stderr}`);
  };
  const toUrl = ({ port }: Pick<PostgresServer, "port">, database: string) =>
    `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const start = async (data: string, settings: Readonly<Record<string, string | number>>) => {
    const port = await freePort();
    const all = { listen_addresses: "127.0.0.1", port, unix_socket_directories: "", ...settings };
    const child = await startChild(
      `${root}${bin}/postgres`,
      ["-D", data, ...Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
      {
        name: `PostgreSQL ${VERSION}`,
        signal: "SIGINT",
        uid: nobody,
        cwd: folder,
        env: { ...env, LC_ALL: "C.UTF-8", TZ: "UTC" },
        ready: () => answers(toUrl({ port }, "postgres")),
      },
    );
    return { ...child, port, kill: () => void process.kill(-child.pid, "SIGKILL") };
  };

  await writeFile(inFolder("password"), PASSWORD, { mode: 0o644 });
  const login = ["-U", USER, `--pwfile=${inFolder("password")}`, "-A", "scram-sha-256"];
  await program("initdb", "-D", inFolder("primary"), ...login, "-E", "UTF8", "--locale=C.UTF-8", "--no-sync");
  const primary = await start(inFolder("primary"), { max_connections: 200, wal_keep_size: "256MB" });
  const source = ["-h", "127.0.0.1", "-p", String(primary.port), "-U", USER];
  await program("pg_basebackup", "-D", inFolder("standby"), "-R", "-X", "stream", "-c", "fast", ...source);
  await writeFile(
    join(inFolder("standby"), "postgresql.auto.conf"),
    `primary_conninfo = 'host=127.0.0.1 port=${primary.port} user=${USER} password=${PASSWORD} application_name=standby'\n`,
  );
  const standby = await start(inFolder("standby"), { max_connections: 200 });
  await query(
    toUrl(primary, "postgres"),
    "alter system set synchronous_standby_names = 'standby'",
    "select pg_reload_conf()",
  );
  return {
    primary,
    standby,
    toUrl,
    promote: () => query(toUrl(standby, "postgres"), "select pg_promote(true)"),
    async stop() {
      await Promise.all([primary.stop(), standby.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return query(url, "select").then(
    () => true,
    () => false,
  );
}

async function query(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
