import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { debianRoot } from "../../dev/local-stack/debian.ts";
import { run } from "../../dev/local-stack/run.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const { root, env } = await debianRoot(["prometheus"], ["/usr/bin/promtool"]);
const promtool = (...args: string[]) => run(`${root}/usr/bin/promtool`, args, { env, cwd: here });

it("Prometheus takes the alert rules", async () => {
  const { code, stdout, stderr } = await promtool("check", "rules", "../../deploy/prometheus/acct.rules.yml");
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain("5 rules found");
});

it("Each alert fires when what it is for happens, names it, and is quiet otherwise", async () => {
  const { code, stdout, stderr } = await promtool("test", "rules", join(here, "alerts.yml"));
  expect(code, stdout + stderr).toBe(0);
});
