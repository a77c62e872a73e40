import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import type { Source } from "../../src/provisioners/found.ts";
import { type SlurmConfig, slurm } from "../../src/provisioners/slurm/slurm.ts";
import { holdsSourceContract, readAll } from "../contracts/source.contract.ts";

const cluster = await startSlurm({ folder: join(inject("folder"), "list-slurm") });
/** Slurm that shows ordinary users only what is their own. */
const reticent = await startSlurm({
  folder: join(inject("folder"), "list-slurm-private"),
  policy: "PrivateData=users",
});
afterAll(() => Promise.all([cluster.stop(), reticent.stop()]));

const plant = [
  ["cluster", "second"],
  ["account", "name=bio", "organization=campus", "description=Biology | O'Brien: lab"],
  ["account", "name=chem", "cluster=second", "parent=bio"],
  ["account", "name=gpu", "organization=campus"],
  ["user", "name=amy", "account=bio"],
  ["user", "name=bo", "account=chem", "cluster=second"],
  ["user", "name=cy", "account=bio", "cluster=second"],
  ["user", "name=cy", "account=gpu"],
  ["user", "name=nobody", "account=gpu"],
  ["coordinator", "account=bio", "names=amy"],
];
for (const arguments_ of plant) {
  await cluster.sacctmgr("-i", "add", ...arguments_);
  await reticent.sacctmgr("-i", "add", ...arguments_);
}

const config: SlurmConfig = {
  command: [cluster.sacctmgrPath],
  env: cluster.env,
  organization: "acct",
  parent: "root",
  association: {},
  partitions: [],
};
const sourceOf = (but: Partial<SlurmConfig>): Source => {
  const scheduler = slurm({ ...config, ...but });
  return { system: scheduler.name, read: (onProgress) => scheduler.list?.(onProgress) ?? Promise.reject() };
};
const restOf = (rest: object): Partial<SlurmConfig> => ({
  rest: { ...cluster.rest, version: "v0.0.38", ...rest },
});

/** Runs sacctmgr and loses the end of what it prints. */
const cutter = ["sh", "-c", `"$@" | sed '$ s/|.*//'`, "cut", cluster.sacctmgrPath];

describe.each<[string, Partial<SlurmConfig>, Partial<SlurmConfig>, () => Promise<Partial<SlurmConfig>>]>([
  ["sacctmgr", {}, { command: cutter }, async () => ({ command: ["/nonexistent/sacctmgr"] })],
  [
    "slurmrestd",
    restOf({}),
    restOf(reticent.restAs("nobody")),
    async () => restOf({ url: `http://127.0.0.1:${await freePort()}` }),
  ],
])("Slurm, read with %s", (_, whole, part, away) => {
  holdsSourceContract(() => ({
    source: sourceOf(whole),
    accounts: {
      amy: { id: "amy", emails: [], usesDirectoryNames: true },
      bo: { id: "bo" },
      cy: { id: "cy" },
    },
    projects: {
      bio: { members: ["amy", "cy"], owners: ["amy"] },
      chem: { members: ["bo"], owners: [] },
      gpu: { members: ["cy", "nobody"], owners: [] },
    },
    left: ["root"],
    inspect: async () => (await cluster.sacctmgr("dump", "lab", "file=/dev/stdout")).stdout,
    cut: async () => ({ source: sourceOf(part), close: async () => undefined }),
    away: async () => sourceOf(await away()),
  }));

  it("keeps a description with any character", async () => {
    const { projects } = await readAll(sourceOf(whole));
    expect(projects.find(({ name }) => name === "bio")?.description).toMatch(/^biology \| o.brien: lab$/);
  });

  it("names those who are in an account on only some of its clusters", async () => {
    const { remarks } = await readAll(sourceOf(whole));
    expect(remarks).toEqual([expect.stringMatching(/ bio is on lab, second, .* for cy\.$/)]);
  });
});
