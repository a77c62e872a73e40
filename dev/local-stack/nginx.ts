import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";

export interface ProxyOptions {
  readonly folder: string;
  /** The file that an admin installs, with the ports and certificates of this machine. */
  readonly config: string;
  ready(): Promise<boolean>;
}

/** Starts a temporary nginx with this file in its conf.d. */
export async function startNginx({ folder, config, ready }: ProxyOptions): Promise<Child> {
  const { root, env } = await debianRoot(["nginx-light"], ["/usr/sbin/nginx"]);
  await mkdir(join(folder, "conf.d"), { recursive: true });
  await writeFile(join(folder, "conf.d", "acct.conf"), config);
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${folder}/${kind};`)
    .join("\n");
  await writeFile(
    join(folder, "nginx.conf"),
    `daemon off;
worker_processes 1;
${process.getuid?.() === 0 ? "user root;" : ""}
pid ${folder}/nginx.pid;
error_log stderr warn;
events {}
http {
${temporary}
access_log off;
include ${folder}/conf.d/*.conf;
}
`,
  );
  const args = ["-p", folder, "-e", "stderr", "-c", join(folder, "nginx.conf")];
  return startChild(`${root}/usr/sbin/nginx`, args, {
    name: "nginx (Debian package nginx-light)",
    env,
    ready,
  });
}
