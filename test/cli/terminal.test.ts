import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, expect, inject, it } from "vitest";
import { cacheFolder } from "../../dev/local-stack/cache-folder.ts";
import { processesIn, runningProcesses } from "../../dev/local-stack/processes.ts";
import { openTerminal, type Terminal } from "../../dev/local-stack/terminal.ts";
import { newSite } from "../story/new-site.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const site = await newSite({ withLdap: false });
afterAll(() => site.stop());
const opened: Terminal[] = [];
afterEach(() => Promise.all(opened.splice(0).map((terminal) => terminal.close())));

const setpassSettings = join(inject("folder"), "setpass-in-a-terminal.yml");
await writeFile(
  setpassSettings,
  JSON.stringify({
    site: { name: "Campus", helpAddress: "help@example.org" },
    setpass: { authUrl: "http://127.0.0.1:1/v3" },
  }),
);
const folder = await folderOfScripts();

/** Creates a package whose scripts run as the project's scripts do, but without installing anything first. */
async function folderOfScripts(): Promise<string> {
  const launcher = pathToFileURL(join(root, "bin", "run-child.mjs")).href;
  const program = join(inject("folder"), "demo.mjs");
  const args = JSON.stringify([join(root, "dev", "demo", "demo.ts")]);
  await writeFile(
    program,
    `import { runChild } from "${launcher}"; runChild(process.execPath, ${args}, process.env);`,
  );
  const acct = `exec "${process.execPath}" "${join(root, "bin", "acct.mjs")}"`;
  const scripts = {
    demo: `exec "${process.execPath}" "${program}"`,
    start: `${acct} start`,
    setpass: `${acct} setpass`,
  };
  await writeFile(join(inject("folder"), "package.json"), JSON.stringify({ scripts }));
  return inject("folder");
}

/** Starts the demo in a terminal. `files` is the folder that holds all its files. */
async function demoInTerminal() {
  const mark = `DEMO_OF_TEST=${randomUUID()}`;
  const [name = "", value = ""] = mark.split("=");
  const terminal = openTerminal("npm run demo", { ...process.env, [name]: value }, folder);
  opened.push(terminal);
  await terminal.until("Ctrl-C");
  const demo = runningProcesses().find(
    ({ args, environment }) => args.at(-1)?.endsWith("demo.ts") && environment.includes(mark),
  );
  const files = join(cacheFolder, "demo", String(demo?.pid));
  expect(existsSync(files), terminal.screen()).toBe(true);
  return { terminal, files };
}

it("Ctrl-C in a terminal stops `npm run demo` cleanly and leaves nothing behind", async () => {
  const { terminal, files } = await demoInTerminal();
  terminal.interrupt();
  // On a busy machine the signal may reach only npm, after the demo has exited. npm then exits with 130.
  expect([0, 130], terminal.screen()).toContain(await terminal.ended);
  expect(existsSync(files)).toBe(false);
  expect(processesIn(files)).toEqual([]);
});

it("A second Ctrl-C, a while after the first, stops the demo immediately, with everything it started", async () => {
  const { terminal, files } = await demoInTerminal();
  // A frozen server delays the clean stop until its timeout.
  const acct = processesIn(files).find(({ args }) => args.at(-1) === "start");
  process.kill(acct?.pid ?? 0, "SIGSTOP");
  terminal.interrupt();
  // Only the time between them distinguishes a second press from npm's repetition of the first.
  await delay(2000);
  terminal.interrupt();
  expect(await terminal.ended, terminal.screen()).not.toBe(0);
  expect(existsSync(files)).toBe(false);
  await expect.poll(() => processesIn(files)).toEqual([]);
});

it.each(["npm start", "npm run setpass"])("Ctrl-C in a terminal stops `%s` cleanly", async (command) => {
  const variables = command === "npm start" ? {} : { ACCT_CONFIG: setpassSettings };
  const terminal = openTerminal(command, { ...process.env, ...site.env, ...variables }, folder);
  opened.push(terminal);
  await terminal.until('"port":');
  terminal.interrupt();
  await terminal.until('"signal":"SIGINT"');
  // npm repeats the signal a moment later.
  terminal.interrupt();
  // The second signal may reach only npm, after acct has exited. npm then exits with 130.
  expect([0, 130], terminal.screen()).toContain(await terminal.ended);
  // A stop that took too long or failed would be logged as an error, which is level 50.
  expect(terminal.screen()).not.toContain('"level":50');
});
