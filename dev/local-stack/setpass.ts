import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileCache } from "./cache-folder.ts";
import { type Child, freePort, startChild } from "./child.ts";
import { type Ran, run } from "./run.ts";

export interface SetpassService extends Child {
  readonly url: string;
  /** Runs an acct command until it ends, such as `acct setpass import …`. */
  run(...args: string[]): Promise<Ran>;
}

interface SetpassOptions {
  readonly folder: string;
  readonly databaseUrl: string;
  /** Sections of acct.yml. */
  readonly settings: Readonly<Record<string, object>>;
  readonly variables?: NodeJS.ProcessEnv;
}

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

/** Starts only `acct setpass` on a free port, without a chat or a directory. */
export async function startSetpass({ folder, databaseUrl, settings, variables }: SetpassOptions) {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "acct.yml");
  const site = { name: "Campus Cloud", helpAddress: "help@example.org" };
  await writeFile(file, JSON.stringify({ site, ...settings }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env.PATH,
    ...compileCache,
    ACCT_CONFIG: file,
    DATABASE_URL: databaseUrl,
    ACCT_SECRET_KEY: Buffer.alloc(32, "throw-away").toString("base64"),
    PUBLIC_URL: url,
    PORT: String(port),
    ...variables,
  };
  const child = await startChild(process.execPath, [cli, "setpass"], {
    name: "acct setpass",
    cwd: folder,
    env,
    ready: () =>
      fetch(`${url}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  const service: SetpassService = {
    ...child,
    url,
    run: (...args) => run(process.execPath, [cli, ...args], { cwd: folder, env }),
  };
  return service;
}
