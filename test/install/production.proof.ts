import { randomBytes } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { dropTo, freePort, startChild } from "../../dev/local-stack/child.ts";
import { type Ran, run } from "../../dev/local-stack/run.ts";
import { newSite } from "../story/new-site.ts";
import { freshClone, makeReadOnly, makeWritable } from "./fresh-clone.ts";
import { type Toolchain, toolchain } from "./toolchain.ts";

/** acct as an admin installs it: without what only tests need, and in a folder that acct can't write to. */
const folder = join(inject("folder"), `production-${randomBytes(4).toString("hex")}`);
const nobody = process.getuid?.() === 0 ? 65_534 : undefined;
let old: Toolchain;
let site: Awaited<ReturnType<typeof newSite>>;

beforeAll(async () => {
  old = await toolchain("20.20.2", "10.8.2");
  await freshClone(folder);
  const { code, stderr } = await run("npm", ["ci", "--omit=dev"], { cwd: folder, env: old.env });
  expect(code, stderr).toBe(0);
  await makeReadOnly(folder);
  site = await newSite();
});

afterAll(async () => {
  await site.stop();
  await makeWritable(folder);
  await rm(folder, { recursive: true, force: true });
});

/** Runs acct as an unprivileged user in another working directory. */
function acct(...args: string[]): Promise<Ran> {
  const { env } = site;
  return run("setpriv", [...dropTo(nobody), "node", join(folder, "bin", "acct.mjs"), ...args], {
    cwd: "/",
    env: { ...env, HOME: "/nonexistent", PATH: old.env.PATH },
  });
}

it("An unprivileged user migrates the database from a read-only folder", async () => {
  expect(await acct("migrate")).toMatchObject({ code: 0, stderr: "" });
});

it("An unprivileged user can start acct from a read-only folder, it passes the doctor, and a signal stops it cleanly", async () => {
  const port = new URL(site.env.PUBLIC_URL ?? "").port || String(await freePort());
  const child = await startChild("node", [join(folder, "bin", "acct.mjs"), "start"], {
    name: "acct",
    cwd: "/",
    uid: nobody,
    env: { ...site.env, HOME: "/nonexistent", PATH: old.env.PATH, PORT: port },
    ready: () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  const { code, stdout } = await acct("doctor");
  expect(code, stdout).toBe(0);

  process.kill(child.pid, "SIGUSR1");
  process.kill(child.pid, "SIGTERM");
  expect(await child.ended).toBe("exit code 0");
  expect(child.log()).toMatch(/\bstopped\b/);
  expect(child.log()).not.toContain("Debugger listening");
});

it("`npm start` passes SIGTERM on and ends after acct has stopped cleanly", async () => {
  const port = String(await freePort());
  const child = await startChild("npm", ["start"], {
    name: "npm start",
    cwd: folder,
    env: {
      ...site.env,
      PATH: old.env.PATH,
      PORT: port,
      npm_config_cache: join(inject("folder"), "npm-cache"),
    },
    ready: () =>
      fetch(`http://127.0.0.1:${port}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  process.kill(child.pid, "SIGTERM");
  await child.ended;
  await expect(fetch(`http://127.0.0.1:${port}/healthz`)).rejects.toThrow();
  expect(child.log()).toMatch(/\bstopped\b/);
});

it("A command that fails returns its exit code", async () => {
  expect(await acct("strat")).toMatchObject({ code: 1, stderr: expect.stringContaining("strat") });
});

it("Without the Node.js that npm installs, acct runs with Node.js 24, and with Node.js 20 it says in one line what is missing", async () => {
  const bundled = join(folder, "node_modules", `node-linux-${process.arch}`);
  const aside = join(inject("folder"), "bundled-node");
  await makeWritable(folder);
  await rename(bundled, aside);
  try {
    const { code, stdout, stderr } = await acct("--help");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(/^.*Node\.js 24\b.*v20\.20\.2\b.*\n$/);

    const current = await run(process.execPath, [join(folder, "bin", "acct.mjs"), "--help"], { cwd: "/" });
    expect(current).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage: acct"), stderr: "" });
  } finally {
    await rename(aside, bundled);
  }
});

it("Before its packages are installed, acct says in one line what to run", async () => {
  const modules = join(folder, "node_modules");
  const aside = join(inject("folder"), "modules");
  await rename(modules, aside);
  try {
    const { code, stderr } = await acct("--help");
    expect(code).toBe(1);
    expect(stderr).toMatch(/^.*"npm ci" in .+\n$/);
  } finally {
    await rename(aside, modules);
  }
});
