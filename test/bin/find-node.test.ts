import { chmod, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, inject, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";

const project = fileURLToPath(new URL("../../", import.meta.url));
const folder = join(inject("folder"), "find node");
/** Like a program for glibc on a system with musl: the file is there, and its loader isn't. */
const unusable = "#!/lib/ld-of-another-libc.so.2\n";

beforeAll(async () => {
  const bundled = join(folder, "node_modules", `node-linux-${process.arch}`, "bin");
  const link = join(folder, "node_modules", ".bin");
  for (const bin of [bundled, link]) {
    await mkdir(bin, { recursive: true });
    await writeFile(join(bin, "node"), unusable);
    await chmod(join(bin, "node"), 0o755);
  }
  for (const name of ["bin", "package.json"]) await symlink(join(project, name), join(folder, name));
});

it.each(["acct", "words"])(
  "`npm run %s` uses the Node.js that runs npm, and not the one in node_modules, which may not run here",
  async (script) => {
    const { stdout, stderr } = await run("npm", ["run", script, "--", "--version"], { cwd: folder });
    expect(stdout + stderr).not.toMatch(/not found|ld-of-another/);
  },
);

it("Every script of npm names the Node.js that runs npm", async () => {
  const { scripts } = JSON.parse(await readFile(join(project, "package.json"), "utf8")) as {
    scripts: Record<string, string>;
  };
  for (const script of Object.values(scripts)) expect(script).not.toMatch(/(^|[ ;&|])node bin\//);
});

it("With a Node.js that is too old and one in node_modules that doesn't run here, acct says so in one line", async () => {
  const program = `
    Object.defineProperty(process.versions, "node", { value: "20.20.2" });
    const { findNode } = await import(${JSON.stringify(join(project, "bin", "find-node.mjs"))});
    findNode(${JSON.stringify(folder)});`;
  const { code, stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toMatch(/^acct needs Node\.js 24\b.*glibc.*\n$/);
});
