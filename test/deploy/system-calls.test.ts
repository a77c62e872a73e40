import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, it } from "vitest";
import { dropTo, startChild } from "../../dev/local-stack/child.ts";
import { debianRoot } from "../../dev/local-stack/debian.ts";
import { run } from "../../dev/local-stack/run.ts";
import { newSite } from "../story/new-site.ts";
import { readDeployed } from "./placed.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const launcher = fileURLToPath(new URL("../../bin/acct.mjs", import.meta.url));
const systemd = await debianRoot(["systemd"], ["/usr/bin/systemd-analyze"]);
const python = await debianRoot(["python3-seccomp"], ["/var/lib/dpkg/info/python3-seccomp.list"]);
const site = await newSite();
afterAll(() => site.stop());

/** Lists the system calls of a group such as @system-service, including its nested groups. */
async function callsOf(group: string): Promise<string[]> {
  const { stdout } = await run(`${systemd.root}/usr/bin/systemd-analyze`, ["syscall-filter", group], {
    env: systemd.env,
  });
  const names = stdout
    .split("\n")
    .slice(1)
    .map((line) => line.trim())
    .filter((name) => name !== "" && !name.startsWith("#"));
  const calls = await Promise.all(names.map((name) => (name.startsWith("@") ? callsOf(name) : [name])));
  return calls.flat();
}

it("acct starts, works and stops cleanly with only the system calls that its unit allows", async () => {
  const calls = new Set(await callsOf("@default"));
  for (const [, not, group = ""] of (await readDeployed("acct.service")).matchAll(
    /^SystemCallFilter=(~?)(@\S+)$/gm,
  )) {
    for (const call of await callsOf(group)) not ? calls.delete(call) : calls.add(call);
  }
  expect(calls.size).toBeGreaterThan(200);
  const uid = process.getuid?.() === 0 ? 65_534 : undefined;
  const filtered = (...command: string[]) => [
    join(here, "with-syscall-filter.py"),
    [...calls].join(","),
    process.execPath,
    launcher,
    ...command,
  ];
  const env = {
    ...site.env,
    LD_LIBRARY_PATH: python.env.LD_LIBRARY_PATH,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONPATH: `${python.root}/usr/lib/python3/dist-packages`,
    PORT: new URL(site.env.PUBLIC_URL ?? "").port,
  };
  const child = await startChild("/usr/bin/python3", filtered("start"), {
    name: "acct",
    uid,
    cwd: "/",
    env,
    ready: () =>
      fetch(`${site.env.PUBLIC_URL}/healthz`).then(
        ({ ok }) => ok,
        () => false,
      ),
  });
  const examined = await run("setpriv", [...dropTo(uid), "/usr/bin/python3", ...filtered("doctor")], {
    cwd: "/",
    env,
  });
  expect(examined.code, examined.stdout + examined.stderr).toBe(0);
  process.kill(child.pid, "SIGTERM");
  expect(await child.ended).toBe("exit code 0");
});
