import { chown, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, freePort, listensOn, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import { folderForNobody, nobody } from "./nobody.ts";

export interface PgBouncer extends Child {
  /** The URL of the same database through the pooler. */
  readonly url: string;
}

/** Starts Debian's PgBouncer in front of this database, in its own folder. */
export async function startPgBouncer(
  databaseUrl: string,
  mode: "session" | "transaction",
): Promise<PgBouncer> {
  const { root, env } = await debianRoot(["pgbouncer"], ["/usr/sbin/pgbouncer"]);
  const { hostname, port: serverPort, username, password, pathname } = new URL(databaseUrl);
  const folder = await folderForNobody("pgbouncer");
  const port = await freePort();
  const [settings, users] = [join(folder, "pgbouncer.ini"), join(folder, "users.txt")];
  await writeFile(users, `"${username}" "${password}"\n`);
  await writeFile(
    settings,
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
ignore_startup_parameters = statement_timeout, lock_timeout, idle_in_transaction_session_timeout, options
`,
  );
  const owner = nobody;
  if (owner !== undefined) await Promise.all([settings, users].map((file) => chown(file, owner, owner)));
  const child = await startChild(`${root}/usr/sbin/pgbouncer`, [settings], {
    name: "PgBouncer",
    signal: "SIGINT",
    uid: nobody,
    cwd: folder,
    env,
    ready: () => listensOn(port),
  });
  return {
    ...child,
    url: `postgres://${username}:${password}@127.0.0.1:${port}${pathname}`,
    async stop() {
      await child.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
