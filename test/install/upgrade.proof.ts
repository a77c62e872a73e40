import { randomBytes } from "node:crypto";
import { readlink } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { approveAsAdmin, approveAsPi, ask, untilCardSays } from "../../dev/local-stack/people.ts";
import { type Machine, newMachine } from "./machine.ts";
import { commitBefore, newRepository, oneMoreMigration, type Releases, workingTree } from "./releases.ts";
import { untilPasswordLink } from "./until-password-link.ts";

const folder = join(inject("folder"), `upgrade-${randomBytes(4).toString("hex")}`);
let machine: Machine;
let releases: Releases;

beforeAll(async () => {
  releases = await newRepository(join(folder, "repository"));
  await releases.release("v1", commitBefore);
  machine = await newMachine(join(folder, "machine"));
  // The files of deploy/ and the pages are from this release, and the program is from the one before.
  const { follow } = machine;
  await follow("run-it.md", { REPOSITORY: releases.repository, VERSION: "v1" }, /^[1-4]\./);
  await releases.release("v2", workingTree);
  await machine.sh(
    "git -C /opt/acct/source fetch --quiet --tags && git -C /opt/acct/source archive v2 deploy acct.example.yml | tar --extract --directory /opt/acct/releases/v1",
  );
  await follow("run-it.md", {}, /^[5-9]\./);
});
afterAll(() => machine.stop());

const current = () => readlink(join(machine.folder, "opt", "acct", "current"));

it("The old release keeps working while a new one is installed; the new one migrates the database and continues open requests", async () => {
  const { site, follow, isHealthy } = machine;
  await ask(site, "U0AMY");
  await untilCardSays(site, "Amy Ash", "Amy Ash");

  let done = false;
  const installing = follow("upgrade.md", { VERSION: "v2" }, /^Upgrade$/).finally(() => {
    done = true;
  });
  const isOld = async () => (await current()).endsWith("v1");
  let answersOfOld = 0;
  while (!done && (await isOld())) {
    const healthy = await isHealthy();
    if (!done && (await isOld())) {
      expect(healthy).toBe(true);
      answersOfOld++;
    }
  }
  await installing;
  expect(answersOfOld).toBeGreaterThan(10);
  expect(await current()).toMatch(/v2$/);

  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilPasswordLink(site, "amy@example.org");
});

it("If the packages of a new release can't be downloaded, the current release keeps running and can be restarted", async () => {
  await releases.release("v3", async () => undefined);
  const cutOff = { npm_config_offline: "true", npm_config_cache: join(folder, "empty-cache") };
  await expect(machine.follow("upgrade.md", { VERSION: "v3", ...cutOff }, /^Upgrade$/)).rejects.toThrow(
    "ENOTCACHED",
  );
  expect(await current()).toMatch(/v2$/);
  expect(await machine.isHealthy()).toBe(true);
  await machine.acct.powerCut();
  await machine.sh("systemctl start acct");
  expect(await machine.isHealthy()).toBe(true);
});

it("Rolling back works if there was no migration", async () => {
  await machine.follow("upgrade.md", { VERSION: "v3" }, /^Upgrade$/);
  expect(await current()).toMatch(/v3$/);
  await machine.follow("upgrade.md", { VERSION: "v2" }, /^(Go|Roll) back$/);
  expect(await current()).toMatch(/v2$/);
  expect(await machine.isHealthy()).toBe(true);
});

it("After a migration the older release doesn't start and says why; the dump from before the upgrade restores it", async () => {
  await releases.release("v4", oneMoreMigration);
  await machine.follow("upgrade.md", { VERSION: "v4" }, /^Upgrade$/);
  const { stdout: dumps } = await machine.sh("ls /var/backups/acct/*.dump");
  const dump = dumps.trim().split("\n").at(-1) ?? "";
  await ask(machine.site, "U0BEN");

  await machine.follow("upgrade.md", { VERSION: "v2" }, /^(Go|Roll) back$/);
  expect(await machine.isHealthy()).toBe(false);
  expect(machine.acct.log()).toMatch(/newer release/);

  await machine.follow("backup.md", { DUMP: dump }, /^Restore$/);
  await expect.poll(machine.isHealthy).toBe(true);
  const { stdout } = await machine.sh("acct requests list all");
  expect(stdout).toContain("Amy Ash");
});
