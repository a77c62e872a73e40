import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const LOCK_POLL_MS = 200;

/** Installs the packages of package-lock.json unless they are already installed. Exits with a sentence if that fails. */
export async function installPackages(root) {
  const stamp = join(root, "node_modules", ".acct-installed");
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const isInstalled = () => existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
  if (isInstalled()) return;
  await withLock(root, () => {
    if (isInstalled()) return;
    console.error(
      "Installing about 290 packages (600 MB) into node_modules. This takes about half a minute …",
    );
    const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd: root,
      stdio: ["ignore", 2, 2],
    });
    if (error) fail(`Could not start npm (${error.message}). It comes with Node.js: install both.`);
    if (status !== 0) fail("npm ci failed. See the messages above.");
    writeFileSync(stamp, wanted);
  });
}

/** Two simultaneous commands must not both empty node_modules: the one that creates the lock folder installs, the other waits. */
async function withLock(root, work) {
  const lock = join(root, ".cache", "npm-ci");
  mkdirSync(join(root, ".cache"), { recursive: true });
  while (!take(lock)) {
    if (isAbandoned(lock)) rmSync(lock, { recursive: true, force: true });
    await new Promise((resolve) => setTimeout(resolve, LOCK_POLL_MS));
  }
  try {
    writeFileSync(join(lock, "pid.part"), String(process.pid));
    renameSync(join(lock, "pid.part"), join(lock, "pid"));
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function take(lock) {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

/** Whether the process that held the lock is gone. */
function isAbandoned(lock) {
  try {
    process.kill(Number(readFileSync(join(lock, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
