import { existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { cacheFolder } from "../../dev/local-stack/cache-folder.ts";
import { run } from "../../dev/local-stack/run.ts";

export interface Toolchain {
  /** An environment in which `node` and `npm` are these versions. */
  readonly env: NodeJS.ProcessEnv;
}

/** Installs a pair of Node.js and npm versions once. Throws npm's error output if the download fails. */
export async function toolchain(node: string, npm: string): Promise<Toolchain> {
  const folder = join(cacheFolder, "toolchains", `node-${node}-npm-${npm}`);
  const packageOfNode = `node-linux-${process.arch}`;
  if (!existsSync(folder)) {
    const unfinished = `${folder}.${process.pid}`;
    await mkdir(unfinished, { recursive: true });
    const { code, stderr } = await run(
      "npm",
      [
        "install",
        "--prefix",
        unfinished,
        "--no-save",
        "--no-audit",
        "--no-fund",
        `${packageOfNode}@${node}`,
        `npm@${npm}`,
      ],
      { cwd: unfinished },
    );
    if (code !== 0) throw new Error(`could not install Node.js ${node} and npm ${npm}: ${stderr}`);
    await rename(unfinished, folder).finally(() => rm(unfinished, { recursive: true, force: true }));
  }
  const modules = join(folder, "node_modules");
  const path = [join(modules, packageOfNode, "bin"), join(modules, ".bin"), process.env.PATH];
  return { env: { ...process.env, PATH: path.join(delimiter) } };
}
