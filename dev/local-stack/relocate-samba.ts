import { existsSync, readdirSync } from "node:fs";
import { chmod, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * Samba has the folder of its modules compiled in. In the unpacked copy, this path is replaced by one of the same length that
 * leads through the working folder.
 */
export async function relocateSamba(root: string, modules: string): Promise<void> {
  const marker = join(root, ".relocated");
  if (existsSync(marker)) return;
  const compiled = Buffer.from(`${modules}\0`);
  const ours = Buffer.from(`${"/proc/self/cwd/samba".padEnd(compiled.length - 1, "/")}\0`);
  for (const entry of readdirSync(join(root, "usr"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const data = await readFile(file);
    if (data.toString("latin1", 0, 4) !== "\x7fELF" || !data.includes(compiled)) continue;
    for (let at = data.indexOf(compiled); at >= 0; at = data.indexOf(compiled, at)) ours.copy(data, at);
    // Several processes may do this at once, and none may run a file that is written halfway.
    const whole = `${file}.${process.pid}`;
    await writeFile(whole, data);
    await chmod(whole, (await stat(file)).mode);
    await rename(whole, file);
  }
  await writeFile(marker, "");
}
