import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";
import { type SlurmConfig, slurm } from "../../src/provisioners/slurm/slurm.ts";

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

/** Slurm's own word on it. */
async function associations(account: string): Promise<string[]> {
  const format = "format=account,user,partition,fairshare,maxjobs";
  const { stdout } = await cluster.sacctmgr("-nP", "show", "assoc", "where", `account=${account}`, format);
  return stdout
    .split("\n")
    .filter((line) => line.split("|")[1])
    .toSorted();
}

describe("Slurm", () => {
  it("has the account and the association with the site's limits, made once however often it is asked", async () => {
    const [person, project] = [aPerson("amy"), aProject("lab1")];
    expect(await scheduler.plan(person, project)).toEqual(["account lab1 (new), user amy"]);
    expect(await scheduler.ensure(person, project)).toBe("user amy (new), account lab1 (new)");
    expect(await scheduler.ensure(person, project)).toBe("user amy, account lab1");
    expect(await associations("lab1")).toEqual(["lab1|amy||10|7"]);
    expect(await scheduler.diff(person, [project])).toEqual([]);
  });

  it("makes one of it when two processes ask at once", async () => {
    const [person, project] = [aPerson("race"), aProject("lab2")];
    await Promise.all([scheduler.ensure(person, project), scheduler.ensure(person, project)]);
    expect(await associations("lab2")).toEqual(["lab2|race||10|7"]);
  });

  it("completes what was cut off, at whichever call it was", async () => {
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

  it("adds further members, for each partition where the site wants it so", async () => {
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
      "user bo is not in account lab3",
    ]);
  });

  it("never takes an account for ours that somebody else has made, and uses it where it was there before us", async () => {
    await cluster.sacctmgr("-i", "add", "account", "name=theirs", "organization=physics");
    await expect(scheduler.ensure(aPerson("eve"), aProject("theirs"))).rejects.toThrow(NameConflictError);
    await expect(scheduler.plan(aPerson("eve"), aProject("theirs"))).rejects.toThrow(/acct did not create/);
    expect(await associations("theirs")).toEqual([]);
    await scheduler.ensure(aPerson("eve"), aProject("theirs", true));
    expect(await associations("theirs")).toEqual(["theirs|eve||10|7"]);
  });

  it("takes only our association away, quietly the second time", async () => {
    await scheduler.ensure(aPerson("flo"), aProject("lab4"));
    await scheduler.ensure(aPerson("flo"), aProject("lab5"));
    expect(await scheduler.remove(aPerson("flo"), aProject("lab4"))).toContain(
      "flo was removed from account lab4",
    );
    expect(await scheduler.remove(aPerson("flo"), aProject("lab4"))).toBe("nothing to remove");
    expect(await associations("lab5")).toEqual(["lab5|flo||10|7"]);
  });

  it("lets somebody back in by `ensure` alone, and knows whose jobs an administrator has stopped", async () => {
    const [person, project] = [aPerson("max"), aProject("lab14")];
    await scheduler.ensure(person, project);
    expect(await scheduler.lockOf?.(person)).toBeUndefined();
    await scheduler.remove(person, project);
    expect(scheduler.resume).toBeUndefined();
    await scheduler.ensure(person, project);
    expect(await associations("lab14")).toEqual(["lab14|max||10|7"]);
    await cluster.sacctmgr("-i", "modify", "user", "where", "name=max", "set", "maxsubmitjobs=0");
    expect(await scheduler.lockOf?.(person)).toContain("can't run jobs");
  });

  it.each<[string, Partial<SlurmConfig>, RegExp]>([
    ["a parent account that is not there", { parent: "nowhere" }, /Parent account 'nowhere' doesn't exist/],
    ["a QOS that is not there", { association: { qos: "gold" } }, /gold/],
    ["a program that is not there", { command: ["/nonexistent/sacctmgr"] }, /could not run/],
    ["an option with a blank", { association: { qos: "a b" } }, /may contain only letters, digits/],
  ])("says in a sentence that it meets %s", async (_, but, sentence) => {
    await expect(slurm({ ...config, ...but }).ensure(aPerson("gil"), aProject("lab6"))).rejects.toThrow(
      sentence,
    );
  });

  it("can be reached through a program that hands its arguments to a shell, as ssh does", async () => {
    const command = ["sh", "-c", 'shift; exec sh -c "$*"', "like-ssh", "login1", cluster.sacctmgrPath];
    await slurm({ ...config, command }).ensure(aPerson("ida"), aProject("lab9"));
    expect(await associations("lab9")).toEqual(["lab9|ida||10|7"]);
  });

  it("is read by slurmrestd where the site wants that, to the same end", async () => {
    const rest = { ...cluster.rest, version: "v0.0.38" };
    const reading = slurm({ ...config, rest, partitions: ["debug"] });
    const [person, project] = [aPerson("rita"), aProject("lab10")];
    expect(await reading.plan(person, project)).toEqual(["account lab10 (new), user rita"]);
    expect(await reading.ensure(person, project)).toBe("user rita (new), account lab10 (new)");
    expect(await reading.ensure(person, project)).toBe("user rita, account lab10");
    expect(await associations("lab10")).toEqual(["lab10|rita|debug|10|7"]);
    expect(await reading.diff(person, [project])).toEqual([]);
    await cluster.sacctmgr("-i", "add", "user", "name=hand", "account=lab10");
    expect(await reading.findUnmanaged(project, [person])).toEqual([
      "user hand was added to account lab10 manually",
    ]);
    await cluster.sacctmgr("-i", "add", "account", "name=foreign", "organization=physics");
    await expect(reading.plan(person, aProject("foreign"))).rejects.toThrow(NameConflictError);
    expect(await reading.remove(person, project)).toContain("was removed from account lab10");
    expect(await reading.remove(person, project)).toBe("nothing to remove");
  });

  it.each<[string, object, RegExp]>([
    ["a token that is none", { token: "nonsense" }, /slurmrestd .*Failed connecting to slurmdbd/],
    ["a plugin that it has not", { version: "v9.9.9" }, /returned 404.*check slurm.rest.version/],
    ["a server that is down", { url: "http://127.0.0.1:1" }, /slurmrestd .* can't be reached: /],
  ])("says in a sentence that slurmrestd meets %s", async (_, but, sentence) => {
    const rest = { ...cluster.rest, version: "v0.0.38", ...but };
    await expect(slurm({ ...config, rest }).plan(aPerson("hal"), aProject("lab8"))).rejects.toThrow(sentence);
  });

  it("is called for names that a shell would misread, and nothing happens", async () => {
    await expect(scheduler.ensure(aPerson("$(id)"), aProject("lab7"))).rejects.toThrow(
      /may contain only letters, digits/,
    );
  });

  it("says that slurmdbd is down", async () => {
    const env = { ...cluster.env, SLURM_CONF: "/nonexistent/slurm.conf" };
    await expect(slurm({ ...config, env }).plan(aPerson("hal"), aProject("lab8"))).rejects.toThrow(
      /sacctmgr/,
    );
  });
});
