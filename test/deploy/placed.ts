import { chmod, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The paths of a machine that occur in the files of deploy/ and in the documentation. */
const PLACES =
  /(?<![\w./])\/(?:opt\/acct|etc\/acct|var\/backups|usr\/local\/sbin|etc\/(?=ssl\/|cron\.d|systemd))/g;

/** Replaces the paths in a text of deploy/ or the documentation with paths in this folder. */
export function placed(text: string, machine: string): string {
  return text.replace(PLACES, (place) => `${machine}${place}`);
}

/** Reads a file of deploy/ as it is in the repository. */
export function readDeployed(name: string): Promise<string> {
  return readFile(join(root, "deploy", name), "utf8");
}

/** Copies a file of deploy/ to its path on the simulated machine; `edit` makes the changes of an admin. */
export async function place(
  name: string,
  path: string,
  machine: string,
  edit: (text: string) => string = (text) => text,
): Promise<string> {
  const target = join(machine, path);
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, edit(placed(await readDeployed(name), machine)));
  await chmod(target, (await stat(join(root, "deploy", name))).mode & 0o777);
  return target;
}
