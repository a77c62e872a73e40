import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

/** The release line that acct is written for: it runs TypeScript without a build. */
const OLDEST_MAJOR = 24;

/**
 * Finds a Node.js that can run acct: the one that runs this script, or else the one that `npm ci` installs.
 * Returns its path. Exits with a sentence if there is none, or if nothing has been installed yet.
 *
 * `node_modules/.bin/node` is never used: npm before 11.6 drops that link, because two optional packages own it.
 */
export function findNode(root) {
  const modules = join(root, "node_modules");
  if (!existsSync(modules)) fail(`acct's packages are not installed. Run "npm ci" in ${root}`);
  if (Number(process.versions.node.split(".")[0]) >= OLDEST_MAJOR) return process.execPath;

  const bundled = join(modules, `node-linux-${process.arch}`, "bin", "node");
  if (runs(bundled)) return bundled;
  const why = existsSync(bundled)
    ? `${bundled} does not run on this system (it needs glibc)`
    : `${modules} contains none (npm installs one on Linux, for x64 and arm64)`;
  return fail(
    `acct needs Node.js ${OLDEST_MAJOR} or newer, but this is ${process.version}, and ${why}. ` +
      `Install Node.js ${OLDEST_MAJOR} and try again.`,
  );
}

/** The package names a processor but no C library, so npm also installs it on systems with musl, where it cannot run. */
function runs(node) {
  return spawnSync(node, ["--version"], { stdio: "ignore" }).status === 0;
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
