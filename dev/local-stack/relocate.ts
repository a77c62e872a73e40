import { existsSync, readdirSync } from "node:fs";
import { chmod, readFile, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A program finds its own folder there, wherever the packages were unpacked. */
const HERE = "/proc/self/cwd/";

/**
 * Some programs have the folder of their modules compiled in. In the unpacked copy, this path is replaced by one of the same length
 * that leads through `name` in the working folder. `compiled` may end in NUL, so that longer paths are left alone.
 */
export async function relocate(root: string, compiled: string, name: string): Promise<void> {
  const marker = join(root, ".relocated");
  if (existsSync(marker)) return;
  const from = Buffer.from(compiled);
  const end = compiled.endsWith("\0") ? "\0" : "";
  const to = Buffer.from(`${HERE}${name}`.padEnd(compiled.length - end.length, "/") + end);
  for (const entry of readdirSync(join(root, "usr"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    const data = await readFile(file);
    if (data.toString("latin1", 0, 4) !== "\x7fELF" || !data.includes(from)) continue;
    for (let at = data.indexOf(from); at >= 0; at = data.indexOf(from, at + 1)) to.copy(data, at);
    // Several processes may do this at once, and none may run a file that is written halfway.
    const whole = `${file}.${process.pid}`;
    await writeFile(whole, data);
    await chmod(whole, (await stat(file)).mode);
    await rename(whole, file);
  }
  await writeFile(marker, "");
}
