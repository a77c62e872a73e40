import { createHash, randomUUID } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { run } from "./run.ts";

export interface DebianRoot {
  /** Where the packages' files are. It is "" if they are installed, so that `${root}/usr/sbin/slapd` works either way. */
  readonly root: string;
  /** The environment in which programs under `root` find their libraries. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Provides the programs of Debian packages without root and without installing anything: uses the installed ones, or else
 * unpacks the packages and their dependencies under .cache. No package script runs, and dpkg doesn't know about them.
 * Throws with a sentence that names the packages if neither is possible.
 */
export async function debianRoot(
  packages: readonly string[],
  programs: readonly string[],
): Promise<DebianRoot> {
  if (areInstalled(programs)) return { root: "", env: process.env };
  const root = rootFor(packages);
  if (!existsSync(root)) {
    await unpack(packages, root).catch((error: Error) => {
      throw new Error(
        `${packages[0]} is not installed and could not be unpacked (${error.message.trim()}). ` +
          `Install it: apt-get install ${packages.join(" ")}`,
      );
    });
  }
  return { root, env: { ...process.env, LD_LIBRARY_PATH: libraryFolders(root) } };
}

/**
 * Checks whether `debianRoot` will succeed, without downloading a package. Returns apt's error message if not, or undefined.
 */
export async function whyUnavailable(
  packages: readonly string[],
  programs: readonly string[],
): Promise<string | undefined> {
  if (areInstalled(programs) || existsSync(rootFor(packages))) return undefined;
  try {
    await withFreshLists((lists) => simulateInstall(packages, lists));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function areInstalled(programs: readonly string[]): boolean {
  return programs.every((program) => existsSync(program));
}

function rootFor(packages: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(packages)).digest("hex").slice(0, 8);
  return join(cacheFolder, "debian", `${packages[0]}-${hash}`);
}

/** Several processes may unpack at once: each one unpacks into its own folder, and the first one to finish renames it. */
async function unpack(packages: readonly string[], root: string): Promise<void> {
  const work = `${root}.${randomUUID()}`;
  const debs = join(work, "debs");
  await mkdir(debs, { recursive: true });
  try {
    await withFreshLists((lists) => download(packages, debs, lists));
    for (const deb of globSync("*.deb", { cwd: debs }))
      await succeed("dpkg-deb", ["-x", deb, join(work, "root")], debs);
    await rename(join(work, "root"), root).catch((error: NodeJS.ErrnoException) => {
      if (!existsSync(root)) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function download(
  packages: readonly string[],
  folder: string,
  lists: readonly string[],
): Promise<void> {
  const simulated = await simulateInstall(packages, lists);
  const missing = [...simulated.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? "");
  await succeed("apt-get", ["download", "-q", ...lists, ...missing], folder);
}

/** Returns what apt says that it would install. */
function simulateInstall(packages: readonly string[], lists: readonly string[]): Promise<string> {
  return succeed(
    "apt-get",
    ["install", "-s", "-q", "--no-install-recommends", ...lists, ...packages],
    cacheFolder,
  );
}

/** Tries the machine's package lists first. If they are outdated or missing, tries again with our own new ones. */
async function withFreshLists<T>(work: (lists: readonly string[]) => Promise<T>): Promise<T> {
  await mkdir(join(aptFolder, "cache", "archives", "partial"), { recursive: true });
  try {
    return await work(SYSTEM_LISTS);
  } catch {
    await updatePrivateLists();
    return work(privateLists());
  }
}

const aptFolder = join(cacheFolder, "apt");
/** The options that let an ordinary user run apt: no locks, and a cache under .cache. */
const COMMON = [
  "-oDebug::NoLocking=1",
  "-oAPT::Sandbox::User=",
  `-oDir::Cache=${aptFolder}/cache`,
  "-oDir::State::status=/var/lib/dpkg/status",
];
const SYSTEM_LISTS = COMMON;

/** If `apt-get update` has never run on this machine, or not recently, apt uses our own lists, which need no root. */
function privateLists(): string[] {
  return [...COMMON, `-oDir::State::lists=${aptFolder}/lists`];
}

async function updatePrivateLists(): Promise<void> {
  await mkdir(join(aptFolder, "lists", "partial"), { recursive: true });
  await succeed("apt-get", ["update", "-q", ...privateLists()], aptFolder);
}

async function succeed(program: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, { cwd });
  if (code !== 0) throw new Error(stderr.trim().split("\n").at(-1) ?? `${program} failed`);
  return stdout;
}

/** Lists the library folders for this machine's architecture, such as x86_64-linux-gnu, wherever a package puts them. */
function libraryFolders(root: string): string {
  return globSync("{usr/lib,lib}/*-linux-gnu{,/pulseaudio,/systemd}", { cwd: root })
    .map((folder) => join(root, folder))
    .join(":");
}
