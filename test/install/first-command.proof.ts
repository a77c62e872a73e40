import { rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";
import { freshClone } from "./fresh-clone.ts";
import { toolchain } from "./toolchain.ts";

it.each([
  ["18.20.8", "9.2.0", "Debian 12 and Ubuntu 24.04"],
  ["20.20.2", "10.8.2", "Node.js 20 from nodejs.org"],
  ["22.23.3", "10.9.9", "Node.js 22 from nodejs.org"],
  ["24.21.0", "12.2.1", "the newest npm"],
])("The README's first command works in a fresh clone with Node.js %s and npm %s (%s)", async (node, npm) => {
  const { env } = await toolchain(node, npm);
  const folder = join(inject("folder"), `clone-${npm}`);
  await freshClone(folder);
  const versions = await run("sh", ["-c", "node --version; npm --version"], { cwd: folder, env });
  expect(versions.stdout).toBe(`v${node}\n${npm}\n`);

  const { code, stdout, stderr } = await run("npm", ["run", "demo", "--", "--walk"], { cwd: folder, env });
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("dn:uid=aash,ou=people,dc=example,dc=org");
  await rm(folder, { recursive: true, force: true });
});
