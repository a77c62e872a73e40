// Runs a command of the project with the project's own Node, after installing what is missing:
//   node scripts/ready.mjs vitest run
// Plain JavaScript without packages, because it runs under whatever Node (20 or newer) the machine has.
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");
const stamp = join(modules, ".acct-installed");
const lock = join(root, ".cache", "npm-ci");

if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node ${process.versions.node} is too old to begin with: install Node 20 or newer.`);
}

const wanted = createHash("sha256")
  .update(readFileSync(join(root, "package-lock.json")))
  .digest("hex");

if (!isInstalled()) await alone(install);
await run(process.argv.slice(2));

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, "utf8") === wanted;
}

function install() {
  if (isInstalled()) return;
  console.error("Installing the packages of package-lock.json (npm ci) …");
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (error) fail(`npm could not be started (${error.message}): it comes with Node, install both.`);
  if (status !== 0) fail("npm ci failed; what it said stands above.");
  writeFileSync(stamp, wanted);
}

/** Two commands at once must not both empty node_modules: whoever makes the folder installs, the other waits. */
async function alone(work) {
  mkdirSync(join(root, ".cache"), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      if (isAbandoned()) rmSync(lock, { recursive: true, force: true });
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    writeFileSync(join(lock, "pid.part"), String(process.pid));
    renameSync(join(lock, "pid.part"), join(lock, "pid"));
    work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** The process that held the lock is gone. */
function isAbandoned() {
  try {
    process.kill(Number(readFileSync(join(lock, "pid"), "utf8")), 0);
    return false;
  } catch (error) {
    return error.code === "ESRCH";
  }
}

async function run([command, ...args]) {
  const bin = join(modules, ".bin");
  const child = spawn(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
  });
  // The terminal tells the child of Ctrl-C itself; both are told when somebody ends only us.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`${command} could not be started: ${error.message}`));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === "SIGINT" ? 130 : 143);
  });
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
