import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startDebianPostgres } from "../../dev/local-stack/debian-postgres.ts";
import { run } from "../../dev/local-stack/run.ts";
import { place, readDeployed } from "./placed.ts";

const machine = join(inject("folder"), "backup");
const backups = join(machine, "var", "backups", "acct");
const postgres = await startDebianPostgres(join(machine, "postgres"));
afterAll(() => postgres.down());

const env = { ...postgres.env, PATH: [postgres.bin, process.env.PATH].join(delimiter) };
const sh = (script: string) => run("sh", ["-euc", script], { env, cwd: machine });
const script = await place("acct-backup", "/usr/local/sbin/acct-backup", machine);
await mkdir(backups, { recursive: true });

it("The nightly dump can be restored", async () => {
  await sh("createdb acct && psql -c 'create table kept (what text)' acct");
  await sh(`psql -c "insert into kept values ('yes')" acct`);
  expect(await run(script, [], { env })).toMatchObject({ code: 0, stdout: "", stderr: "" });
  const [dump] = await readdir(backups);
  const { stdout } = await sh(
    `createdb restored && pg_restore -d restored '${join(backups, dump ?? "")}' && psql -Atc 'select what from kept' restored`,
  );
  expect(stdout).toBe("yes\n");
});

it("The newest 14 dumps are kept", async () => {
  // Two dumps of the same second have the same name.
  for (const dump of await readdir(backups)) await rm(join(backups, dump));
  for (let day = 10; day < 30; day++)
    await writeFile(join(backups, `acct-2020-01-${day}T021500.dump`), "old");
  await run(script, [], { env });
  const kept = (await readdir(backups)).toSorted();
  expect(kept).toHaveLength(14);
  expect(kept[0]).toBe("acct-2020-01-17T021500.dump");
});

it("A dump that fails reports the cause, removes nothing, and leaves no incomplete file", async () => {
  const before = await readdir(backups);
  await sh("dropdb acct");
  const { code, stderr } = await run(script, [], { env });
  expect(code).not.toBe(0);
  expect(stderr).toContain('database "acct" does not exist');
  expect(await readdir(backups)).toEqual(before);
});

it("cron can read every line, and each line runs a program from deploy/", async () => {
  const lines = (await readDeployed("acct.cron")).split("\n").filter((line) => /^\d/.test(line));
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    const [, user, command = ""] = /^\d+ +\d+ +\* +\* +\* +(postgres|root) +(.+)$/.exec(line) ?? [];
    expect(user).toBeDefined();
    // For cron, a percent sign ends the line.
    expect(command).not.toContain("%");
    expect((await sh(`sh -n -c '${command.replaceAll("'", `'\\''`)}'`)).code).toBe(0);
    const program = /^(?:\w+=\$\()?([\w-]+)/.exec(command)?.[1] ?? "";
    await expect(readDeployed(program)).resolves.toMatch(/^#!\/bin\/sh\n/);
  }
});

it.each(["acct", "acct-backup", "acct-audit-export"])("deploy/%s is a valid shell script", async (name) => {
  expect(await run("sh", ["-n"], { input: await readDeployed(name) })).toMatchObject({
    code: 0,
    stderr: "",
  });
});
