import { createHash, randomUUID } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { cacheFolder } from "./cache-folder.ts";
import { run } from "./run.ts";

export interface DebianRoot {
  /** Where the packages' files are: "" when they are installed, so that `${root}/usr/sbin/slapd` works either way. */
  readonly root: string;
  /** What programs below `root` need to find their libraries. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * The programs of Debian packages, without root and without installing: used where they are installed, else unpacked
 * below .cache with what they depend on. No package script runs and dpkg knows nothing of it.
 * Throws one sentence that names the packages when they cannot be had.
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
 * Whether `debianRoot` will succeed, without downloading a package. Returns why it will not, in the words of apt, or undefined.
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

/** Several of us may unpack at once: each into a folder of its own, and the first to be done gives it its name. */
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

/** What apt would install, as it says it. */
function simulateInstall(packages: readonly string[], lists: readonly string[]): Promise<string> {
  return succeed(
    "apt-get",
    ["install", "-s", "-q", "--no-install-recommends", ...lists, ...packages],
    cacheFolder,
  );
}

/** Tries with the machine's package lists, and where these are old or missing, with new ones of our own. */
async function withFreshLists<T>(work: (lists: readonly string[]) => Promise<T>): Promise<T> {
  await mkdir(join(aptFolder, "cache", "archives", "partial"), { recursive: true });
  try {
    return await work(SYSTEM_LISTS);
  } catch {
    await updatePrivateLists();
    return work(privateLists());
  }
}

/** apt's options: the machine's package lists, with a cache that an ordinary user may write. */
const aptFolder = join(cacheFolder, "apt");
const COMMON = [
  "-oDebug::NoLocking=1",
  "-oAPT::Sandbox::User=",
  `-oDir::Cache=${aptFolder}/cache`,
  "-oDir::State::status=/var/lib/dpkg/status",
];
const SYSTEM_LISTS = COMMON;

/** For a machine on which `apt-get update` never ran, or long ago: lists of our own, which need no root. */
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

/** Libraries of the machine's kind of processor: x86_64-linux-gnu and the like, wherever a package has put them. */
function libraryFolders(root: string): string {
  return globSync("{usr/lib,lib}/*-linux-gnu{,/pulseaudio,/systemd}", { cwd: root })
    .map((folder) => join(root, folder))
    .join(":");
}
