import { mkdir } from "node:fs/promises";
import { userInfo } from "node:os";
import { join } from "node:path";
import { type Child, freePort, listensOn, startChild } from "./child.ts";
import type { DebianRoot } from "./debian.ts";
import { run } from "./run.ts";

export const MARIADB_PACKAGES = ["mariadb-server-core", "mariadb-client-core"];

export interface Mariadb extends Child {
  readonly port: number;
  /** Runs statements as root, and returns what they print. */
  query(statements: string): Promise<string>;
}

/** Starts a temporary MariaDB on a free port of 127.0.0.1, with its data in this folder. It is ready in about a second. */
export async function startMariadb(folder: string, { root, env }: DebianRoot): Promise<Mariadb> {
  const [data, temporary] = [join(folder, "db"), join(folder, "db-tmp")];
  for (const each of [data, temporary]) await mkdir(each, { recursive: true });
  const socket = join(folder, "db.sock");
  const port = await freePort();
  const architecture = process.arch === "arm64" ? "aarch64" : "x86_64";
  const plugins = `${root}/usr/lib/${architecture}-linux-gnu/mariadb19/plugin`;
  const common = [
    "--no-defaults",
    `--basedir=${root}/usr`,
    `--datadir=${data}`,
    `--user=${userInfo().username}`,
    `--lc-messages-dir=${root}/usr/share/mysql`,
    "--innodb-log-file-size=16M",
  ];
  const succeed = async (program: string, ...args: string[]) => {
    const { code, stdout, stderr } = await run(program, args, { env });
    if (code !== 0) throw new Error(`${program}: ${stderr || stdout}`);
    return stdout;
  };
  await succeed(
    `${root}/usr/bin/mariadb-install-db`,
    ...common,
    "--auth-root-authentication-method=normal",
    "--skip-test-db",
  );
  const child = await startChild(
    `${root}/usr/sbin/mariadbd`,
    [
      ...common,
      `--plugin-dir=${plugins}`,
      `--socket=${socket}`,
      "--bind-address=127.0.0.1",
      `--port=${port}`,
      `--tmpdir=${temporary}`,
      `--pid-file=${join(folder, "db.pid")}`,
      "--innodb-buffer-pool-size=64M",
      "--innodb-lock-wait-timeout=900",
      "--innodb-flush-log-at-trx-commit=0",
      "--skip-log-bin",
    ],
    { name: "mariadbd (Debian package mariadb-server-core)", env, ready: () => listensOn(port) },
  );
  return {
    ...child,
    port,
    query: (statements) =>
      succeed(`${root}/usr/bin/mariadb`, "--no-defaults", "-u", "root", "-S", socket, "-e", statements),
  };
}
