import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, inject, it } from "vitest";
import { parse, stringify } from "yaml";
import { debianRoot } from "../../dev/local-stack/debian.ts";
import { run } from "../../dev/local-stack/run.ts";
import { readDeployed } from "./placed.ts";

interface Rule {
  readonly alert: string;
  annotations: { readonly summary?: string; readonly description?: string };
}

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = join(inject("folder"), "prometheus");
await mkdir(folder, { recursive: true });
const { root, env } = await debianRoot(["prometheus"], ["/usr/bin/promtool"]);
const promtool = (...args: string[]) => run(`${root}/usr/bin/promtool`, args, { env, cwd: here });
const deployed = await readDeployed("prometheus/acct.rules.yml");

/** Reduces each annotation to the values that the alert inserts in it, such as `{{ $labels.name }}`. */
function withoutSentences(text: string): string {
  const file = parse(text) as { groups: { rules: Rule[] }[] };
  for (const rule of file.groups.flatMap(({ rules }) => rules)) {
    const values = rule.annotations.summary?.match(/\{\{.*?\}\}/g) ?? [];
    rule.annotations = values.length > 0 ? { summary: values.join(", ") } : {};
  }
  return stringify(file);
}

it("Prometheus accepts the alert rules, and each alert has a summary and a description", async () => {
  const { code, stdout, stderr } = await promtool("check", "rules", "../../deploy/prometheus/acct.rules.yml");
  expect(code, stdout + stderr).toBe(0);
  const { groups } = parse(deployed) as { groups: { rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);
  expect(rules.length).toBeGreaterThan(0);
  for (const { annotations } of rules) {
    expect(annotations).toEqual({
      summary: expect.stringMatching(/./),
      description: expect.stringMatching(/./),
    });
  }
});

it("Each alert fires for its cause, names what is affected, and stays quiet otherwise", async () => {
  await writeFile(join(folder, "acct.rules.yml"), withoutSentences(deployed));
  await writeFile(join(folder, "alerts.yml"), await readFile(join(here, "alerts.yml"), "utf8"));
  const { code, stdout, stderr } = await promtool("test", "rules", join(folder, "alerts.yml"));
  expect(code, stdout + stderr).toBe(0);
});
