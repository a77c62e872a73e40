import { chmod, cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cacheFolder } from "../../dev/local-stack/cache-folder.ts";
import { run } from "../../dev/local-stack/run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Copies all files that git tracks or would add from the working tree to a new folder. Only the unpacked Debian packages
 * are shared, because they depend on nothing but the machine.
 */
export async function freshClone(folder: string): Promise<void> {
  const { stdout } = await run("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
  });
  for (const file of stdout.split("\0").filter(Boolean)) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await cp(join(root, file), join(folder, file));
  }
  await mkdir(join(folder, ".cache"), { recursive: true });
  for (const shared of ["debian", "apt"]) {
    await mkdir(join(cacheFolder, shared), { recursive: true });
    await symlink(join(cacheFolder, shared), join(folder, ".cache", shared));
  }
}

/** Makes the folder read-only, also for its owner. */
export async function makeReadOnly(folder: string): Promise<void> {
  await run("chmod", ["-R", "a-w,a+rX", folder]);
}

/** Makes the folder writable again, so that it can be removed. */
export async function makeWritable(folder: string): Promise<void> {
  await run("chmod", ["-R", "u+w", folder]);
  await chmod(folder, 0o755);
}
