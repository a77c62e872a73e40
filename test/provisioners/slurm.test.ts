import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startSlurm } from "../../dev/local-stack/slurm.ts";
import { AccountLockedError } from "../../src/provisioners/password-store.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";
import { type SlurmConfig, slurm } from "../../src/provisioners/slurm/slurm.ts";
import { aFailure } from "../a-failure.ts";
import { holdsUsernameStoreContract } from "../contracts/name-store.contract.ts";
import { holdsProvisionerContract, type ProvisionerUnderTest } from "../contracts/provisioner.contract.ts";

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

/** Everything that Slurm holds about a user. */
async function inspect(username: string): Promise<string> {
  const format = "format=cluster,account,user,partition,defaultaccount,maxjobs,maxsubmitjobs,grpsubmitjobs";
  const where = ["where", `name=${username}`, "withassoc", format];
  const { stdout } = await cluster.sacctmgr("-nP", "show", "user", ...where);
  return stdout.split("\n").toSorted().join("\n");
}

async function addByHand(user: string, account: string): Promise<void> {
  await cluster.sacctmgr("-i", "add", "account", `name=${account}`, "organization=physics");
  await cluster.sacctmgr("-i", "add", "user", `name=${user}`, `account=${account}`);
}

let cutters = 0;
const underTest = () =>
  ({
    provisioner: scheduler,
    aPerson,
    aProject: (name) => aProject(`k${name}`),
    async countAccounts(username) {
      const { stdout } = await cluster.sacctmgr(
        "-nP",
        "show",
        "user",
        "where",
        `name=${username}`,
        "format=user",
      );
      return stdout.split("\n").filter(Boolean).length;
    },
    members: async (project) => [
      ...new Set((await associations(project)).map((line) => line.split("|")[1] ?? "")),
    ],
    async haveStranger(username) {
      await addByHand(username, "theirlab");
      return inspect(username);
    },
    async lockByHand(username) {
      await cluster.sacctmgr("-i", "modify", "user", "where", `name=${username}`, "set", "maxsubmitjobs=0");
    },
    explained: {
      withoutAccount: aPerson,
      needsAccount: true,
      shut: Object.fromEntries(
        ["maxjobs", "maxsubmitjobs", "grpjobs", "grpsubmitjobs"].map((limit) => [
          `${limit}=0`,
          (username: string) =>
            cluster.sacctmgr("-i", "modify", "user", "where", `name=${username}`, "set", `${limit}=0`),
        ]),
      ),
      away: {
        "can't reach slurmdbd": slurm({
          ...config,
          command: ["/bin/sh", "-c", "echo 'sacctmgr: error: Unable to contact slurm database' >&2; exit 1"],
        }),
      },
    },
    addMemberByHand: addByHand,
    async haveBelongings({ username }, { name }) {
      await cluster.startJob(username, name);
      for (let job = 0; job < 2; job++) await cluster.queueJob(username, name);
      return ["1 running jobs", "2 queued jobs", "1 default accounts"];
    },
    inspect,
    async cutAt(call) {
      const command = [
        cutter,
        join(folder, `slurm-cut-contract-${cutters++}`),
        String(call),
        cluster.sacctmgrPath,
      ];
      return { provisioner: slurm({ ...config, command }), close: async () => undefined };
    },
  }) satisfies ProvisionerUnderTest;
holdsProvisionerContract(underTest);
holdsUsernameStoreContract(underTest, { calls: 3 });

describe("Slurm", () => {
  it("counts only the jobs of the person, not those of others in the same account, and not those that have ended", async () => {
    const [amy, bob, project] = [aPerson("countsamy"), aPerson("countsbob"), aProject("countlab")];
    for (const person of [amy, bob]) {
      await scheduler.ensure(person, project);
      await cluster.startJob(person.username, project.name);
    }
    await cluster.endJobs(bob.username);
    expect(await scheduler.belongings?.count(amy, [])).toContainEqual({
      what: "running jobs",
      count: 1,
      fate: "ends",
    });
    expect((await scheduler.belongings?.count(bob, []))?.map(({ what }) => what)).toEqual([
      "default accounts",
    ]);
  });

  it("says how many jobs a project runs, with how many CPUs, and how many wait", async () => {
    const [amy, bob, project] = [aPerson("usesamy"), aPerson("usesbob"), aProject("uselab")];
    await scheduler.ensure(amy, project);
    await scheduler.ensure(bob, project);
    expect(await scheduler.describeUsage?.(project)).toBe("0 running jobs, 0 queued");
    await cluster.startJob(amy.username, project.name);
    await cluster.queueJob(bob.username, project.name);
    expect(await scheduler.describeUsage?.(project)).toMatch(
      /^1 running job( with [1-9]\d* CPUs)?, 1 queued$/,
    );
  });

  it("doesn't take a sacct that can't be run for someone without jobs", async () => {
    const person = aPerson("uncounted");
    await scheduler.ensure(person, aProject("uncountedlab"));
    const broken = slurm({ ...config, sacct: [join(folder, "no-sacct")] });
    await expect(broken.belongings?.count(person, [])).rejects.toMatchObject(aFailure(/no-sacct/));
    const wrapped = slurm({ ...config, command: ["/usr/bin/env", "-S", cluster.sacctmgrPath + " "] });
    await expect(wrapped.belongings?.count(person, [])).rejects.toMatchObject(aFailure(/slurm\.sacct/));
  });

  it("creates the account and the association with the site's limits once, also when the call is repeated", async () => {
    const [person, project] = [aPerson("amy"), aProject("lab1")];
    expect(await scheduler.plan(person, project)).toEqual([
      { text: "account lab1 with user amy", isNew: true },
    ]);
    const { summary: first } = await scheduler.ensure(person, project);
    expect(first).toMatch(/amy.* lab1/);
    const { summary: second } = await scheduler.ensure(person, project);
    expect(second).toMatch(/amy.* lab1/);
    expect(second).not.toBe(first);
    expect(await associations("lab1")).toEqual(["lab1|amy||10|7"]);
    expect(await scheduler.diff(person, [project])).toEqual([]);
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

  it("keeps the association of someone with jobs, refuses new ones, and removes it once they have ended", async () => {
    const [person, project] = [aPerson("rrunner"), aProject("lab4")];
    await scheduler.ensure(person, project);
    const job = await cluster.startJob("rrunner", "lab4");
    await scheduler.suspend?.(person);
    await expect(scheduler.leave(person, project)).rejects.toMatchObject(
      aFailure(new RegExp(`rrunner.*lab4.*\\b${job}\\b`), "NotYetError"),
    );
    expect(await inspect("rrunner")).toMatch(/\|0$/);
    expect(await scheduler.findAccess?.(person, [project])).toEqual([
      expect.stringMatching(/rrunner.*lab4$/),
    ]);
    await cluster.endJobs("rrunner");
    expect(await scheduler.leave(person, project)).toMatch(/\brrunner\b.*\blab4\b/);
    expect(await scheduler.findAccess?.(person, [project])).toEqual([]);
  });

  it("refuses new jobs of someone who leaves only one project with a running job", async () => {
    const [person, project] = [aPerson("stubborn"), aProject("lab16")];
    await scheduler.ensure(person, project);
    await cluster.startJob("stubborn", "lab16");
    await expect(scheduler.leave(person, project)).rejects.toMatchObject(
      aFailure(/stubborn.*lab16/, "NotYetError"),
    );
    expect(await scheduler.findLock?.(person)).toMatch(/stubborn.*lab16/);
    await cluster.endJobs("stubborn");
    await scheduler.ensure(person, project);
    expect(await scheduler.diff(person, [project])).toEqual([]);
  });

  it("keeps the username of someone with jobs, and of someone whom others have added elsewhere", async () => {
    const [person, project] = [aPerson("busybee"), aProject("lab41")];
    const { username } = scheduler;
    await scheduler.ensure(person, project);
    await cluster.startJob("busybee", "lab41");
    const before = await inspect("busybee");
    await expect(username.releaseUsername?.(person)).rejects.toMatchObject(aFailure(/busybee.*jobs/));
    expect(await inspect("busybee")).toBe(before);
    await cluster.endJobs("busybee");
    await addByHand("busybee", "byhand41");
    await expect(username.planUsername(person, "calmbee", [project])).rejects.toMatchObject(
      aFailure(/byhand41/),
    );
  });

  it("suspends also what others have added, restores exactly that, and never what an administrator has locked", async () => {
    const [person, project] = [aPerson("max"), aProject("lab14")];
    await scheduler.ensure(person, project);
    await addByHand("max", "byhand");
    const before = await inspect("max");
    await scheduler.suspend?.(person);
    expect(await inspect("max")).not.toBe(before);
    await scheduler.resume?.(person);
    expect(await inspect("max")).toBe(before);
    await cluster.sacctmgr("-i", "modify", "user", "where", "name=max", "set", "maxsubmitjobs=0");
    expect(await scheduler.findLock?.(person)).toMatch(/\bmax\b.* 0/);
    const locked = await inspect("max");
    await expect(scheduler.resume?.(person)).rejects.toThrow(AccountLockedError);
    expect(await inspect("max")).toBe(locked);
  });

  it("sets a default account, and another one when a person leaves it", async () => {
    const [person, first, second] = [aPerson("defaults"), aProject("lab17"), aProject("lab18")];
    await scheduler.ensure(person, first);
    await scheduler.ensure(person, second);
    const defaultAccount = async () => (await inspect("defaults")).trim().split("\n")[0]?.split("|")[4];
    expect(await defaultAccount()).toBe("lab17");
    await scheduler.leave(person, first);
    expect(await defaultAccount()).toBe("lab18");
    expect(await scheduler.diff(person, [second])).toEqual([]);
  });

  it("compares the limits and puts them right", async () => {
    const walled = slurm({
      ...config,
      association: { ...config.association, maxwall: "90", GrpTRES: "mem=100G,cpu=32" },
    });
    const [person, project] = [aPerson("limited"), aProject("lab19")];
    await walled.ensure(person, project);
    expect(await walled.diff(person, [project])).toEqual([]);
    const set = ["set", "maxjobs=70", "maxwall=100", "fairshare=10"];
    await cluster.sacctmgr("-i", "modify", "user", "where", "name=limited", ...set);
    expect((await walled.diff(person, [project])).toSorted()).toEqual([
      expect.stringMatching(/maxjobs=70 instead of 7/),
      expect.stringMatching(/maxwall=01:40:00 instead of 90/),
    ]);
    await walled.ensure(person, project);
    expect(await walled.diff(person, [project])).toEqual([]);
  });

  it("counts a user whom acct did not create as someone else, unless the registry knows them", async () => {
    await addByHand("kdoe", "cloudless");
    const [person, project] = [aPerson("kdoe"), aProject("lab20")];
    await expect(scheduler.plan(person, project)).rejects.toMatchObject(
      aFailure(/\bkdoe\b.*cloudless.*acct adopt/, "NameConflictError"),
    );
    await scheduler.ensure({ ...person, externalIds: { Slurm: "kdoe" }, adopted: true }, project);
    expect((await associations("lab20")).map((line) => line.split("|")[1])).toEqual(["kdoe"]);
  });

  it("waits until the user is visible where Slurm looks, and creates nothing before", async () => {
    const seen = join(folder, "slurm-visible");
    const visible = ["/bin/sh", "-c", `grep -qx "$1" ${seen} || exit 2`, "visible"];
    const waiting = slurm({ ...config, visible });
    const [person, project] = [aPerson("unseen"), aProject("lab21")];
    await writeFile(seen, "someone\n");
    for (const ask of [waiting.ensure, waiting.ensureMember]) {
      await expect(ask(person, project)).rejects.toMatchObject(aFailure(/\bunseen\b.*\b2\)/, "NotYetError"));
    }
    expect(await inspect("unseen")).toBe("");
    await writeFile(seen, "unseen\n");
    await waiting.ensure(person, project);
    expect(await associations("lab21")).toEqual(["lab21|unseen||10|7"]);
    const broken = slurm({ ...config, visible: ["/nonexistent/getent", "passwd"] });
    await expect(broken.ensure(aPerson("unseen2"), project)).rejects.toMatchObject(
      aFailure(/^slurm\.visible: .*ENOENT/),
    );
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
    const { summary: first } = await reading.ensure(person, project);
    expect(first).toMatch(/rita.* lab10/);
    const { summary: second } = await reading.ensure(person, project);
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

  it("names the offices of someone who has left, and ends the one in the project that they leave", async () => {
    const [person, project] = [aPerson("leads"), aProject("leadlab")];
    await scheduler.ensure(person, project);
    await scheduler.ensure(person, aProject("otherlab"));
    await cluster.sacctmgr("-i", "add", "coordinator", "account=leadlab,otherlab", "names=leads");
    await cluster.sacctmgr("-i", "modify", "user", "where", "name=leads", "set", "adminlevel=Operator");
    expect(await scheduler.leave(person, project)).toContain("leads");
    expect(await scheduler.findAccess?.(person, [project])).toEqual([
      expect.stringMatching(/leads.*account otherlab and can run/),
      expect.stringMatching(/coordinates account otherlab/),
      expect.stringMatching(/Operator/),
    ]);
    await cluster.sacctmgr("-i", "add", "coordinator", "account=leadlab", "names=leads");
    expect(await scheduler.leave(person, project)).toMatch(/leads.*coordinates.*leadlab/);
    expect(await scheduler.leave(person, project)).not.toMatch(/leads/);
  });

  it("doesn't take someone for missing whom it doesn't show, as with PrivateData", async () => {
    const [person, project] = [aPerson("hidden"), aProject("hiddenlab")];
    await scheduler.ensure(person, project);
    const hides = ["sh", "-c", `case "$*" in *"show user"*) ;; *) exec "$0" "$@";; esac`];
    const blind = slurm({ ...config, command: [...hides, cluster.sacctmgrPath] });
    const failure = { ...aFailure(/root.*Operator/), lasts: true };
    await expect(blind.suspend?.(person)).rejects.toMatchObject(failure);
    await expect(blind.leave(person, project)).rejects.toMatchObject(failure);
    await expect(blind.findAccess?.(person, [project])).rejects.toMatchObject(failure);
    await expect(blind.diff(person, [project])).rejects.toMatchObject(failure);
  });

  it("sorts its messages by whether waiting helps", async () => {
    const failing = (but: Partial<SlurmConfig>) =>
      slurm({ ...config, ...but }).ensure(aPerson("sorted"), aProject(`sort${next}`));
    await expect(failing({ association: { sharing: "1" } })).rejects.toMatchObject({ lasts: true });
    await expect(failing({ parent: "nowhere" })).rejects.toMatchObject({ lasts: true });
    await expect(failing({ association: { qos: "nosuch" } })).rejects.toMatchObject({ lasts: true });
    await expect(failing({ command: ["/nonexistent/sacctmgr"] })).rejects.toMatchObject({ lasts: true });
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

describe("a second cluster", () => {
  const name = ["second", "cluster"].join("");
  const onBoth = async (account: string) => {
    const format = "format=cluster,user";
    const { stdout } = await cluster.sacctmgr("-nP", "show", "assoc", "where", `account=${account}`, format);
    return stdout.split("\n").filter(Boolean).toSorted();
  };

  it("gets the accounts and associations of everyone who joins, and what is missing there is a difference that can be fixed", async () => {
    const [old, person, project] = [aPerson("before"), aPerson("yyounger"), aProject("bothlab")];
    await scheduler.ensure(old, project);
    await cluster.sacctmgr("-i", "add", "cluster", `name=${name}`);
    expect(await scheduler.diff(old, [project])).toEqual([expect.stringMatching(/bothlab.*secondcluster/)]);
    await scheduler.ensure(person, project);
    expect(await onBoth("bothlab")).toEqual([
      "lab|",
      "lab|before",
      "lab|yyounger",
      `${name}|`,
      `${name}|yyounger`,
    ]);
    expect(await scheduler.diff(person, [project])).toEqual([]);
    expect(await scheduler.diff(old, [project])).toEqual([expect.stringMatching(/before.*secondcluster/)]);
    await scheduler.ensure(old, project);
    expect(await scheduler.diff(old, [project])).toEqual([]);
    const where = ["name=yyounger", "account=bothlab", `cluster=${name}`];
    await cluster.sacctmgr("-i", "delete", "user", ...where);
    expect(await scheduler.diff(person, [project])).toEqual([
      expect.stringMatching(/yyounger.*bothlab.*secondcluster/),
    ]);
  });

  it("is left alone if the site names the clusters, and an adopted project stays where it is", async () => {
    const one = slurm({ ...config, clusters: ["lab"] });
    await one.ensure(aPerson("onlylab"), aProject("onelab"));
    expect(await onBoth("onelab")).toEqual(["lab|", "lab|onlylab"]);
    expect(await one.diff(aPerson("onlylab"), [aProject("onelab")])).toEqual([]);
    const account = ["name=oldlab", "organization=physics", "cluster=lab"];
    await cluster.sacctmgr("-i", "add", "account", ...account);
    await scheduler.ensure(aPerson("joinsold"), aProject("oldlab", true));
    expect(await onBoth("oldlab")).toEqual(["lab|", "lab|joinsold"]);
  });
});
