import { expect, it } from "vitest";
import { runInOrder } from "../../src/pipeline/run-in-order.ts";
import { inMemoryProvisioner } from "../in-memory/in-memory-provisioner.ts";

const system = (name: string, after: readonly string[] = []) => ({ ...inMemoryProvisioner(name), after });
const systems = [
  system("Slurm", ["LDAP", "Home"]),
  system("OpenStack", ["LDAP"]),
  system("LDAP"),
  system("Home", ["LDAP"]),
  system("Mail"),
];

it("A system starts once those before it are done, and the others run side by side", async () => {
  const begun: string[] = [];
  const ends = new Map(systems.map(({ name }) => [name, Promise.withResolvers<void>()]));
  const running = runInOrder(systems, async ({ name }) => {
    begun.push(name);
    await ends.get(name)?.promise;
    return name.toLowerCase();
  });
  await expect.poll(() => begun.toSorted()).toEqual(["LDAP", "Mail"]);
  ends.get("LDAP")?.resolve();
  await expect.poll(() => begun.toSorted()).toEqual(["Home", "LDAP", "Mail", "OpenStack"]);
  for (const { resolve } of ends.values()) resolve();
  expect((await running).map((result) => result.status === "done" && result.value)).toEqual([
    "slurm",
    "openstack",
    "ldap",
    "home",
    "mail",
  ]);
});

it("Where a system fails, those after it are skipped, and the others are finished", async () => {
  const results = await runInOrder(systems, async ({ name }) => {
    if (name === "Home") throw new Error("no disk");
    return name;
  });
  expect(results.map(({ system: name, status }) => `${name} ${status}`)).toEqual([
    "Slurm skipped",
    "OpenStack done",
    "LDAP done",
    "Home failed",
    "Mail done",
  ]);
});
