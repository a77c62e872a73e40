import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { run } from "../../dev/local-stack/run.ts";
import { freshClone } from "./fresh-clone.ts";

const BASELINE = "migrations/0000_baseline.sql";
const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Releases {
  /** The repository that an admin clones. */
  readonly repository: string;
  /** Commits the content of the folder and tags it. */
  release(tag: string, change: (folder: string) => Promise<void>): Promise<void>;
}

/** Creates a repository without releases in this folder. */
export async function newRepository(folder: string): Promise<Releases> {
  await mkdir(folder, { recursive: true });
  const git = async (...args: string[]) => {
    const as = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"];
    const { code, stderr } = await run("git", [...as, ...args], { cwd: folder });
    if (code !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  };
  await git("init", "--quiet");
  return {
    repository: folder,
    async release(tag, change) {
      await change(folder);
      await git("add", "--all", "--force", ".");
      await git("commit", "--quiet", "--allow-empty", "--message", tag);
      await git("tag", tag);
    },
  };
}

/**
 * Writes the project as it was before the latest commit, or as it is in that commit if the one before has other baseline
 * migrations, because 0.1.0 is the first release that can be upgraded.
 */
export async function commitBefore(folder: string): Promise<void> {
  const archive = join(folder, "..", "before.tar");
  const { stdout: changed } = await run("git", ["diff", "--name-only", "HEAD~1", "--", BASELINE], {
    cwd: root,
  });
  const commit = changed === "" ? "HEAD~1" : "HEAD";
  const made = await run("git", ["archive", "--output", archive, commit], { cwd: root });
  if (made.code !== 0) throw new Error(`git archive: ${made.stderr}`);
  const { code, stderr } = await run("tar", ["--extract", "--file", archive, "--directory", folder]);
  if (code !== 0) throw new Error(`tar: ${stderr}`);
  await rm(archive);
}

/** Writes the project as it is in the working tree. */
export async function workingTree(folder: string): Promise<void> {
  const tree = `${folder}.tree`;
  await rm(tree, { recursive: true, force: true });
  await freshClone(tree);
  await rm(join(tree, ".cache"), { recursive: true, force: true });
  const { stdout } = await run("git", ["ls-files", "-z"], { cwd: folder });
  for (const file of stdout.split("\0").filter(Boolean)) await rm(join(folder, file), { force: true });
  await cp(tree, folder, { recursive: true });
  await rm(tree, { recursive: true, force: true });
}

/** Adds a migration, as a future release might. */
export async function oneMoreMigration(folder: string): Promise<void> {
  const journalFile = join(folder, "migrations", "meta", "_journal.json");
  const journal = JSON.parse(await readFile(journalFile, "utf8")) as {
    entries: { idx: number; version: string; when: number; tag: string; breakpoints: boolean }[];
  };
  const last = journal.entries.at(-1);
  if (!last) throw new Error("there are no migrations");
  const idx = last.idx + 1;
  const tag = `${String(idx).padStart(4, "0")}_to-come`;
  journal.entries.push({ ...last, idx, tag, when: last.when + 1000 });
  await writeFile(journalFile, JSON.stringify(journal, null, 2));
  await writeFile(
    join(folder, "migrations", `${tag}.sql`),
    "create table to_come (id integer primary key);\n",
  );
}
