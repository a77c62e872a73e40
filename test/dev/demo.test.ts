import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { cacheFolder } from "../../dev/local-stack/cache-folder.ts";
import { run } from "../../dev/local-stack/run.ts";
import { expectWholeWalk } from "./demo/expect-whole-walk.ts";

/** The address of the page, on a separate line. */
const ADDRESS = /^ {4}(http:\S+)\n/m;

it("The demo's walk takes a request from the form to the first login, and resets the password of someone from before", async () => {
  await expectWholeWalk("slack");
});

it("The demo prints one address that works, and Ctrl-C ends everything it started", async () => {
  const demo = spawn(process.execPath, ["dev/demo/demo.ts"], { stdio: ["ignore", "pipe", "inherit"] });
  let said = "";
  for await (const chunk of demo.stdout) {
    said += String(chunk);
    if (ADDRESS.test(said)) break;
  }
  const [url = ""] = ADDRESS.exec(said)?.slice(1) ?? [];
  expect((await fetch(url)).status).toBe(200);
  const folder = join(cacheFolder, "demo", String(demo.pid));
  expect(existsSync(folder)).toBe(true);

  demo.kill("SIGINT");
  expect((await once(demo, "exit"))[0]).toBe(0);
  await expect(fetch(url)).rejects.toThrow();
  expect(existsSync(folder)).toBe(false);
  const { stdout } = await run("ps", ["-eo", "args"]);
  expect(stdout).not.toContain(folder);
});

it.each([
  ["--help", 0, "stdout"],
  ["-h", 0, "stdout"],
  ["--wlak", 2, "stderr"],
  ["extra", 2, "stderr"],
  ["--walk=yes", 2, "stderr"],
  ["--chat", 2, "stderr"],
  ["--chat=irc", 2, "stderr"],
  ["--with", 2, "stderr"],
  ["--with=foo", 2, "stderr"],
  ["--port", 2, "stderr"],
  ["--port=http", 2, "stderr"],
  ["--port=65536", 2, "stderr"],
  ["--open=firefox", 2, "stderr"],
] as const)("`npm run demo -- %s` prints the usage and starts nothing", async (option, code, where) => {
  const ran = await run(process.execPath, ["dev/demo/demo.ts", option]);
  expect(ran.code).toBe(code);
  expect(ran[where]).toContain("Usage: npm run demo");
  expect(ran.stderr).not.toMatch(/^ +at /m);
});
