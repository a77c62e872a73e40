import { readdirSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";

/** Creates a folder for this process under .cache/. Also removes the folders that killed processes left behind. */
export async function workFolder(purpose: string): Promise<string> {
  const parent = join(cacheFolder, purpose);
  const folder = findWorkFolder(purpose);
  await mkdir(folder, { recursive: true });
  const dead = readdirSync(parent).filter((pid) => !isAlive(Number(pid)));
  await Promise.all(dead.map((pid) => rm(join(parent, pid), { recursive: true, force: true })));
  return folder;
}

/** Returns the folder that `workFolder` creates for this process. */
export function findWorkFolder(purpose: string): string {
  return join(cacheFolder, purpose, String(process.pid));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
