import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";
import { type SlurmConfig, slurm } from "../../src/provisioners/slurm/slurm.ts";
import { aFailure } from "../a-failure.ts";

const folder = inject("folder");
const cluster = await startSlurm({ folder: join(folder, "slurm") });
afterAll(() => cluster.stop());

const config: SlurmConfig = {
  command: [cluster.sacctmgrPath],
  env: cluster.env,
  organization: "acct",
  parent: "root",
  association: { fairshare: "10", maxjobs: "7" },
  partitions: [],
};
const scheduler = slurm(config);
const cutter = fileURLToPath(new URL("../../dev/local-stack/sacctmgr-cut.sh", import.meta.url));

let next = 40_000;
const aPerson = (username: string): Person => ({
  username,
  uidNumber: next++,
  givenName: "Amy",
  familyName: "Ash",
  email: `${username}@example.org`,
});
const aProject = (name: string, adopted = false): Project => ({
  name,
  gidNumber: next++,
  description: "Stars & co",
  adopted,
});

/** The associations that Slurm itself lists. */
async function associations(account: string): Promise<string[]> {
  const format = "format=account,user,partition,fairshare,maxjobs";
  const { stdout } = await cluster.sacctmgr("-nP", "show", "assoc", "where", `account=${account}`, format);
  return stdout
    .split("\n")
    .filter((line) => line.split("|")[1])
    .toSorted();
}

describe("Slurm", () => {
  it("creates the account and the association with the site's limits once, also when the call is repeated", async () => {
    const [person, project] = [aPerson("amy"), aProject("lab1")];
    expect(await scheduler.plan(person, project)).toEqual([
      { text: "account lab1 with user amy", isNew: true },
    ]);
    const first = await scheduler.ensure(person, project);
    expect(first).toMatch(/amy.* lab1/);
    const second = await scheduler.ensure(person, project);
    expect(second).toMatch(/amy.* lab1/);
    expect(second).not.toBe(first);
    expect(await associations("lab1")).toEqual(["lab1|amy||10|7"]);
    expect(await scheduler.diff(person, [project])).toEqual([]);
  });

  it("creates one account when two processes ask at the same time", async () => {
    const [person, project] = [aPerson("race"), aProject("lab2")];
    await Promise.all([scheduler.ensure(person, project), scheduler.ensure(person, project)]);
    expect(await associations("lab2")).toEqual(["lab2|race||10|7"]);
  });

  it("completes an interrupted run, no matter which call was interrupted", async () => {
    let cuts = 0;
    for (let call = 1; call <= 12; call++) {
      const [person, project] = [aPerson(`cut${call}`), aProject(`cutlab${call}`)];
      const command = [cutter, join(folder, `slurm-cut-${call}`), String(call), cluster.sacctmgrPath];
      const wasCut = await slurm({ ...config, command })
        .ensure(person, project)
        .then(
          () => false,
          (error: Error) => error.message,
        );
      await scheduler.ensure(person, project);
      expect(await associations(project.name), `cut at call ${call}`).toEqual([
        `${project.name}|${person.username}||10|7`,
      ]);
      if (!wasCut) break;
      expect(wasCut).toContain("connection lost");
      cuts++;
    }
    expect(cuts).toBeGreaterThan(3);
  });

  it("adds more members, once per partition if the site configures partitions", async () => {
    const partitioned = slurm({ ...config, partitions: ["debug", "gpu"] });
    await partitioned.ensure(aPerson("bo"), aProject("lab3"));
    await partitioned.ensureMember(aPerson("cy"), aProject("lab3"));
    expect(await associations("lab3")).toEqual([
      "lab3|bo|debug|10|7",
      "lab3|bo|gpu|10|7",
      "lab3|cy|debug|10|7",
      "lab3|cy|gpu|10|7",
    ]);
    expect(await slurm(config).diff(aPerson("bo"), [aProject("lab3")])).toEqual([
      expect.stringMatching(/\bbo\b.*\blab3\b/),
    ]);
  });

  it("never uses an account that acct did not create unless it was adopted", async () => {
    await cluster.sacctmgr("-i", "add", "account", "name=theirs", "organization=physics");
    await expect(scheduler.ensure(aPerson("eve"), aProject("theirs"))).rejects.toThrow(NameConflictError);
    await expect(scheduler.plan(aPerson("eve"), aProject("theirs"))).rejects.toMatchObject(
      aFailure(/\btheirs\b/, "NameConflictError"),
    );
    expect(await associations("theirs")).toEqual([]);
    await scheduler.ensure(aPerson("eve"), aProject("theirs", true));
    expect(await associations("theirs")).toEqual(["theirs|eve||10|7"]);
  });

  it("removes only the association of one account, and reports nothing removed the second time", async () => {
    await scheduler.ensure(aPerson("flo"), aProject("lab4"));
    await scheduler.ensure(aPerson("flo"), aProject("lab5"));
    expect(await scheduler.leave(aPerson("flo"), aProject("lab4"))).toMatch(/\bflo\b.*\blab4\b/);
    expect(await scheduler.leave(aPerson("flo"), aProject("lab4"))).not.toMatch(/flo|lab4/);
    expect(await associations("lab4")).toEqual([]);
    expect(await associations("lab5")).toEqual(["lab5|flo||10|7"]);
  });

  it("restores access with `ensure` alone, and knows that an administrator has blocked someone's jobs", async () => {
    const [person, project] = [aPerson("max"), aProject("lab14")];
    await scheduler.ensure(person, project);
    expect(await scheduler.findLock?.(person)).toBeUndefined();
    await scheduler.leave(person, project);
    expect(scheduler.resume).toBeUndefined();
    await scheduler.ensure(person, project);
    expect(await associations("lab14")).toEqual(["lab14|max||10|7"]);
    await cluster.sacctmgr("-i", "modify", "user", "where", "name=max", "set", "maxsubmitjobs=0");
    expect(await scheduler.findLock?.(person)).toMatch(/\bmax\b.* 0/);
  });

  it.each<[string, Partial<SlurmConfig>, RegExp]>([
    ["the parent account does not exist", { parent: "nowhere" }, /'nowhere'/],
    ["the QOS does not exist", { association: { qos: "gold" } }, /gold/],
    [
      "the program does not exist",
      { command: ["/nonexistent/sacctmgr"] },
      /\/nonexistent\/sacctmgr.* ENOENT/,
    ],
    ["an option contains a space", { association: { qos: "a b" } }, /^"qos=a b"/],
  ])("causes a failure that names the cause when %s", async (_, but, data) => {
    await expect(slurm({ ...config, ...but }).ensure(aPerson("gil"), aProject("lab6"))).rejects.toMatchObject(
      aFailure(data),
    );
  });

  it("can be reached through a program that passes its arguments to a shell, as ssh does", async () => {
    const command = ["sh", "-c", 'shift; exec sh -c "$*"', "like-ssh", "login1", cluster.sacctmgrPath];
    await slurm({ ...config, command }).ensure(aPerson("ida"), aProject("lab9"));
    expect(await associations("lab9")).toEqual(["lab9|ida||10|7"]);
  });

  it("can be read through slurmrestd with the same results", async () => {
    const rest = { ...cluster.rest, version: "v0.0.38" };
    const reading = slurm({ ...config, rest, partitions: ["debug"] });
    const [person, project] = [aPerson("rita"), aProject("lab10")];
    expect(await reading.plan(person, project)).toEqual([
      { text: "account lab10 with user rita", isNew: true },
    ]);
    const first = await reading.ensure(person, project);
    expect(first).toMatch(/rita.* lab10/);
    const second = await reading.ensure(person, project);
    expect(second).toMatch(/rita.* lab10/);
    expect(second).not.toBe(first);
    expect(await associations("lab10")).toEqual(["lab10|rita|debug|10|7"]);
    expect(await reading.diff(person, [project])).toEqual([]);
    await cluster.sacctmgr("-i", "add", "user", "name=hand", "account=lab10");
    expect(await reading.findUnmanaged(project, [person])).toEqual([
      expect.stringMatching(/\bhand\b.*\blab10\b/),
    ]);
    await cluster.sacctmgr("-i", "add", "account", "name=foreign", "organization=physics");
    await expect(reading.plan(person, aProject("foreign"))).rejects.toThrow(NameConflictError);
    expect(await reading.leave(person, project)).toMatch(/\brita\b.*\blab10\b/);
    expect(await reading.leave(person, project)).not.toMatch(/rita|lab10/);
    expect(await associations("lab10")).toEqual(["lab10|hand||1|"]);
  });

  it.each<[string, object, RegExp]>([
    ["the token is invalid", { token: "nonsense" }, /slurmrestd .*Failed connecting to slurmdbd/],
    ["it does not have the plugin", { version: "v9.9.9" }, /slurmrestd .*404.*slurm\.rest\.version/],
    ["the server is down", { url: "http://127.0.0.1:1" }, /slurmrestd \(http:\/\/127\.0\.0\.1:1\)/],
  ])("causes a failure that names slurmrestd when %s", async (_, but, data) => {
    const rest = { ...cluster.rest, version: "v0.0.38", ...but };
    await expect(slurm({ ...config, rest }).plan(aPerson("hal"), aProject("lab8"))).rejects.toMatchObject(
      aFailure(data),
    );
  });

  it("rejects names that a shell would misread", async () => {
    await expect(scheduler.ensure(aPerson("$(id)"), aProject("lab7"))).rejects.toMatchObject(
      aFailure(/^"name=\$\(id\)"/),
    );
  });

  it("causes a failure that names sacctmgr when slurmdbd is down", async () => {
    const env = { ...cluster.env, SLURM_CONF: "/nonexistent/slurm.conf" };
    await expect(slurm({ ...config, env }).plan(aPerson("hal"), aProject("lab8"))).rejects.toMatchObject(
      aFailure(/\bsacctmgr\b.* 30 s/),
    );
  });
});
