import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { debianRoot } from "../../dev/local-stack/debian.ts";
import { run } from "../../dev/local-stack/run.ts";
import { place, readDeployed } from "./placed.ts";

const { root, env } = await debianRoot(["systemd"], ["/usr/bin/systemd-analyze"]);
const analyze = (...args: string[]) => run(`${root}/usr/bin/systemd-analyze`, args, { env });

describe.each(["acct.service", "acct-setpass.service"])("deploy/%s", (name) => {
  const machine = join(inject("folder"), `units-${name}`);
  const unit = () =>
    place(name, `/etc/systemd/system/${name}`, machine, (text) =>
      text.replace("/usr/bin/node", process.execPath),
    );

  it("is a unit without problems according to systemd", async () => {
    const launcher = join(machine, "opt", "acct", "current", "bin", "acct.mjs");
    await mkdir(join(launcher, ".."), { recursive: true });
    await writeFile(launcher, "");
    const found = await analyze("verify", "--man=no", "--recursive-errors=no", await unit());
    expect(found).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("has an exposure level below 2 of 10 according to systemd", async () => {
    const { code, stdout } = await analyze("security", "--offline=true", "--threshold=20", await unit());
    expect(code, stdout).toBe(0);
  });

  it("is always restarted, without a limit, and may compile code as Node.js does", async () => {
    const text = await readDeployed(name);
    expect(text).toMatch(/^Restart=always$/m);
    expect(text).toMatch(/^RestartSec=5$/m);
    expect(text).toMatch(/^StartLimitIntervalSec=0$/m);
    expect(text).not.toMatch(/^MemoryDenyWriteExecute=/m);
  });

  it("gives acct each secret as a file with the name of its variable", async () => {
    const text = await readDeployed(name);
    const loaded = [...text.matchAll(/^#?LoadCredential=(\w+):\/etc\/acct\/secrets\/(\w+)$/gm)];
    expect(loaded.length).toBeGreaterThan(1);
    for (const [line, id, file] of loaded) {
      expect(file).toBe(id);
      const variable = `${line.startsWith("#") ? "#" : ""}Environment=${id}_FILE=%d/${id}`;
      expect(text.split("\n")).toContain(variable);
    }
  });
});
