import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Child, startChild } from "./child.ts";
import { debianRoot } from "./debian.ts";
import type { ProxyOptions } from "./nginx.ts";

/** Starts a temporary Caddy with this Caddyfile. */
export async function startCaddy({ folder, config, ready }: ProxyOptions): Promise<Child> {
  const { root, env } = await debianRoot(["caddy"], ["/usr/bin/caddy"]);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "Caddyfile"), config);
  return startChild(`${root}/usr/bin/caddy`, ["run", "--config", join(folder, "Caddyfile")], {
    name: "Caddy (Debian package caddy)",
    env: { ...env, HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder },
    ready,
  });
}
