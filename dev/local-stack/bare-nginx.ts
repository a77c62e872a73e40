import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort, listensOn, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";

/**
 * Starts an nginx that forwards every request to one target, or only those below `path`, which it removes. Apart from that, it
 * is configured only with these directives.
 */
export async function startBareNginx(options: {
  readonly folder: string;
  readonly target: string;
  readonly directives?: string;
  readonly path?: string;
}): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { folder, target, directives = "", path } = options;
  // A proxy_pass with a path replaces the location's own (nginx.org, ngx_http_proxy_module).
  const [location, upstream] = path === undefined ? ["/", target] : [`${path}/`, `${target}/`];
  const { root, env } = await debianRoot(["nginx-light"], ["/usr/sbin/nginx"]);
  await mkdir(folder, { recursive: true });
  const port = await freePort();
  const paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${join(folder, name)};`)
    .join(" ");
  const conf = join(folder, "nginx.conf");
  await writeFile(
    conf,
    `daemon off; master_process off; pid ${join(folder, "nginx.pid")}; error_log stderr;
events {}
http {
  access_log off; ${paths}
  server { listen 127.0.0.1:${port}; location ${location} { proxy_pass ${upstream}; ${directives} } }
}
`,
  );
  const child = await startChild(`${root}/usr/sbin/nginx`, ["-c", conf, "-p", folder, "-e", "stderr"], {
    name: "nginx (Debian package nginx-light)",
    env,
    ready: () => listensOn(port),
  });
  return { url: `http://127.0.0.1:${port}`, stop: child.stop };
}
