import { appendFile, chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { type CommandConfig, command } from "../../src/provisioners/command/command.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";
import { aFailure } from "../a-failure.ts";
import { EXPLAINS_NOTHING } from "../contracts/explained-access.ts";
import { holdsProvisionerContract } from "../contracts/provisioner.contract.ts";

const folder = join(inject("folder"), "commands");
await mkdir(folder, { recursive: true });

/** Writes a site's shell script; `$list` is the file that takes the place of its system. */
async function program(name: string, body: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\nlist=${folder}/list\ninput=$(cat)\n${body}\n`);
  await chmod(file, 0o755);
  return file;
}
const whom = `line=$(printf %s "$input" | sed 's/.*"username":"\\([^"]*\\)".*"project":{"name":"\\([^"]*\\)".*/\\1 \\2/')`;
const config = {
  name: "Mailing list",
  check: [
    await program(
      "check",
      `${whom}\ngrep -qx "$line" $list 2>/dev/null || { echo "subscribes $line"; exit 1; }`,
    ),
  ],
  apply: [await program("apply", `${whom}\necho "$line" >> $list; echo "subscribed $line"`)],
  leave: [await program("leave", `${whom}\ngrep -vx "$line" $list > $list.new; mv $list.new $list`)],
  timeout: 2000,
};
const list = command(config);
const person: Person = {
  username: "amy",
  uidNumber: 1,
  givenName: "Amy",
  familyName: "Ash",
  email: "amy@example.org",
};
const project: Project = { name: "lab", gidNumber: 2, description: "", adopted: false };

const members = join(folder, "members");
const theirs = join(folder, "theirs");
await Promise.all([writeFile(members, ""), writeFile(theirs, "")]);
const cutter = fileURLToPath(new URL("../../dev/local-stack/sacctmgr-cut.sh", import.meta.url));
const contract: CommandConfig = {
  ...config,
  check: [
    await program(
      "contract-check",
      `${whom}\nname=\${line%% *}\ngrep -qx "$name" ${theirs} && { echo "$name is someone else"; exit 3; }
grep -qx "$line" ${members} || { echo "subscribes $line"; exit 1; }`,
    ),
  ],
  apply: [
    await program(
      "contract-apply",
      `${whom}\nexec 9>>${members}.lock; flock 9\ngrep -qx "$line" ${members} || echo "$line" >> ${members}`,
    ),
  ],
  leave: [await program("contract-leave", `${whom}\nsed -i "/^$line$/d" ${members}`)],
  access: [
    await program(
      "contract-access",
      `name=$(printf %s "$input" | sed 's/.*"username":"\\([^"]*\\)".*/\\1/')
while read -r who where; do [ "$who" = "$name" ] && echo "$who is still in $where"; done < ${members}; true`,
    ),
  ],
};
const lines = async (file: string) => (await readFile(file, "utf8")).split("\n").filter(Boolean);
let numbers = 50_000;
let cutters = 0;
holdsProvisionerContract(() => ({
  provisioner: command({ ...contract }),
  aPerson: (username) => ({ ...person, username, uidNumber: numbers++, email: `${username}@example.org` }),
  aProject: (name) => ({ ...project, name, gidNumber: numbers++ }),
  countAccounts: async (username) =>
    new Set((await lines(members)).map((line) => line.split(" ")[0]).filter((name) => name === username))
      .size,
  members: async (name) =>
    (await lines(members))
      .filter((line) => line.endsWith(` ${name}`))
      .map((line) => line.split(" ")[0] ?? ""),
  async haveStranger(username) {
    await appendFile(theirs, `${username}\n`);
    return "";
  },
  explained: EXPLAINS_NOTHING,
  addMemberByHand: (username, name) => appendFile(members, `${username} ${name}\n`),
  inspect: async (username) =>
    (await lines(members)).filter((line) => line.startsWith(`${username} `)).join(),
  async cutAt(call) {
    const file = join(folder, `cut-${cutters++}`);
    const cut = (run: readonly string[]) => [cutter, file, String(call), ...run];
    const { check, apply, leave } = contract;
    const provisioner = command({ ...contract, check: cut(check), apply: cut(apply), leave: cut(leave) });
    return { provisioner, close: async () => undefined };
  },
}));

/** A process that has ended, but that no process has waited for yet, has no command line. */
const isAlive = async (pid: number) =>
  (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")) !== "";

describe("a site's own scripts", () => {
  it("check before and after, create the account once, remove it, and report nothing removed the second time", async () => {
    expect(await list.plan(person, project)).toEqual([{ text: "subscribes amy lab", isNew: true }]);
    expect(await list.ensure(person, project)).toEqual({ summary: "subscribed amy lab" });
    expect((await list.ensure(person, project)).summary).toMatch(/^amy in lab/);
    await list.ensureMember(person, project);
    expect(await readFile(join(folder, "list"), "utf8")).toBe("amy lab\n");
    expect(await list.diff(person, [project])).toEqual([]);
    expect(await list.leave(person, project)).toMatch(/amy.* lab/);
    expect(await readFile(join(folder, "list"), "utf8")).toBe("");
    expect(await list.leave(person, project)).not.toMatch(/amy|lab/);
    expect(await list.diff(person, [project])).toEqual(["subscribes amy lab"]);
  });

  it("count as reachable if each of them is executable, and none of them is run for that", async () => {
    const loud = await program("loud", `echo run >> ${folder}/ran`);
    await command({ ...config, check: [loud], apply: ["true"], leave: [loud] }).ping();
    await expect(readFile(join(folder, "ran"))).rejects.toThrow("ENOENT");
    const missing = join(folder, "missing");
    await expect(command({ ...config, leave: [missing] }).ping()).rejects.toMatchObject({
      name: "Failure",
      message: expect.stringContaining(`Mailing list: ${missing}`),
    });
  });

  it("get what people typed as JSON, never as part of a command", async () => {
    const echo = await program("echo", `printf %s "$input" > ${folder}/seen; exit 0`);
    const evil = { ...person, familyName: `"; rm -rf / $(id) \`id\`\n` };
    await command({ ...config, check: [echo] }).ensure(evil, project);
    expect(JSON.parse(await readFile(join(folder, "seen"), "utf8"))).toEqual({ person: evil, project });
  });

  it("never get what the registry also knows about a person", async () => {
    const echo = await program("echo-all", `printf %s "$input" > ${folder}/all; exit 0`);
    const registered = { ...person, pinHash: "$argon2id$", externalIds: { LDAP: "uuid" } };
    await command({ ...config, check: [echo] }).ensure(registered, project);
    expect(JSON.parse(await readFile(join(folder, "all"), "utf8"))).toEqual({ person, project });
  });

  it("report with exit code 3 that the name belongs to someone else", async () => {
    const taken = await program("taken", 'echo "amy is Amalia Other"; exit 3');
    await expect(command({ ...config, check: [taken] }).ensure(person, project)).rejects.toThrow(
      NameConflictError,
    );
  });

  it.each([
    ["exits with an unknown code", 'echo "no route to host" >&2; exit 7', /\/fails .*7: no route to host/],
    ["does not finish", "sleep 30", /\/fails .*0\.5 s/],
    ["reports success without creating anything", "exit 0", /apply.* check/],
    ["reports that it failed", "echo full; exit 1", /: full$/],
  ])("cause a failure that names the system and quotes the script if apply %s", async (_, body, data) => {
    const apply = [await program("fails", body)];
    const failing = command({ ...config, apply, timeout: 500 });
    const ensuring = failing.ensure({ ...person, username: "zed" }, project);
    await expect(ensuring).rejects.toMatchObject(aFailure(data));
    await expect(ensuring).rejects.toThrow(/^Mailing list: /);
  });

  it("also cause a failure if they can't add a member or remove one", async () => {
    const fails = [await program("cannot", "echo the list is locked; exit 1")];
    const locked = command({ ...config, apply: fails, leave: fails });
    await expect(locked.ensureMember({ ...person, username: "new" }, project)).rejects.toThrow(
      "Mailing list: the list is locked",
    );
    await list.ensure({ ...person, username: "old" }, project);
    await expect(locked.leave({ ...person, username: "old" }, project)).rejects.toThrow(
      "Mailing list: the list is locked",
    );
  });

  it("include an optional fourth one that restores access; without it, apply does", async () => {
    expect(list.resume).toBeUndefined();
    const back = { ...person, username: "back" };
    const resume = [
      await program("resume", `printf %s "$input" > ${folder}/resumed; echo "unarchived back"`),
    ];
    const resuming = command({ ...config, resume });
    await resuming.ensure(back, project);
    await resuming.leave(back, project);
    expect(await resuming.resume?.(back)).toEqual({ summary: "unarchived back", needsPassword: false });
    expect(JSON.parse(await readFile(join(folder, "resumed"), "utf8"))).toMatchObject({ person: back });
    const fails = command({ ...config, resume: [await program("no-resume", "echo no tape; exit 1")] });
    await expect(fails.resume?.(back)).rejects.toThrow("Mailing list: no tape");
  });

  it("include an optional one that locks a person out, which runs once for the person", async () => {
    expect(list.suspend).toBeUndefined();
    const suspend = [await program("suspend", `printf %s "$input" >> ${folder}/suspended; echo "closed"`)];
    const suspending = command({ ...config, suspend });
    expect(await suspending.suspend?.(person)).toBe("closed");
    expect(JSON.parse(await readFile(join(folder, "suspended"), "utf8"))).toEqual({ person, project: {} });
    const missing = command({ ...config, suspend: [join(folder, "no-suspend")] });
    await expect(missing.ping()).rejects.toMatchObject(aFailure(/no-suspend/));
  });

  it("include an optional one that lists the access that is left, one line each", async () => {
    expect(list.findAccess).toBeUndefined();
    const say = async (name: string, body: string) =>
      command({ ...config, access: [await program(name, body)] });
    const nothing = await say("no-access", `printf %s "$input" > ${folder}/looked`);
    expect(await nothing.findAccess?.(person, [project])).toEqual([]);
    expect(JSON.parse(await readFile(join(folder, "looked"), "utf8"))).toEqual({ person, project: {} });
    const some = await say("some-access", "printf 'on list a\n\n  on list b\n'");
    expect(await some.findAccess?.(person, [])).toEqual(["on list a", "on list b"]);
    const many = await say("much-access", "seq 1000 | sed 's/^/on list /'");
    expect((await many.findAccess?.(person, []))?.at(-1)).toMatch(/more/);
    const fails = await say("fails-access", "echo no database >&2; exit 1");
    await expect(fails.findAccess?.(person, [])).rejects.toThrow("Mailing list: no database");
    const missing = command({ ...config, access: [join(folder, "no-such-access")] });
    await expect(missing.ping()).rejects.toMatchObject(aFailure(/no-such-access/));
  });

  it.each([
    [4, true],
    [126, true],
    [127, true],
    [2, false],
    [75, false],
  ])("say with exit code %i whether it helps to try again", async (code, lasts) => {
    const apply = [await program(`exits-${code}`, `echo "ask the list owner" >&2; exit ${code}`)];
    const ensuring = command({ ...config, apply }).ensure({ ...person, username: "zoe" }, project);
    await expect(ensuring).rejects.toMatchObject({
      ...aFailure(/ask the list owner/),
      lasts,
    });
  });

  it("that aren't there stop a request at once", async () => {
    const ensuring = command({ ...config, check: [join(folder, "gone")] }).ensure(person, project);
    await expect(ensuring).rejects.toMatchObject({ lasts: true });
  });

  it("create a home directory once with the documented example, and leave the directories of other people alone", async () => {
    const homes = join(folder, "homes");
    await mkdir(join(homes, "other"), { recursive: true });
    const example = fileURLToPath(new URL("../../docs/examples/home-directory", import.meta.url));
    const [check, apply, leave] = ["check", "apply", "leave"].map((action) => [example, action, homes]);
    const home = command({
      ...config,
      name: "Home",
      check: check ?? [],
      apply: apply ?? [],
      leave: leave ?? [],
    });
    const [uidNumber, gidNumber] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
    const mine = { ...person, uidNumber, familyName: '"username":"root","uidNumber":0' };
    const ours = { ...project, gidNumber };
    expect(await home.plan({ ...mine, username: "amy" }, ours)).toEqual([
      { text: `home directory ${homes}/amy`, isNew: true },
    ]);
    expect((await home.ensure(mine, ours)).summary).toBe(`home directory ${homes}/amy`);
    expect((await home.ensure(mine, ours)).summary).toMatch(/^amy in lab/);
    expect((await stat(join(homes, "amy"))).mode & 0o777).toBe(0o700);
    await writeFile(join(homes, "amy", "thesis"), "");
    await home.leave(mine, ours);
    expect(await readdir(join(homes, "amy"))).toContain("thesis");
    const stranger = { ...mine, username: "other", uidNumber: uidNumber + 1 };
    await expect(home.ensure(stranger, ours)).rejects.toThrow(NameConflictError);
    expect((await readdir(homes)).toSorted()).toEqual(["amy", "other"]);
  });

  it("are killed with every process that they started when their time is up", async () => {
    const apply = [
      await program("slow", `(sleep 2; touch ${folder}/too-late) &\necho $! > ${folder}/child\nwait`),
    ];
    const slow = command({ ...config, apply, timeout: 500 });
    await expect(slow.ensure({ ...person, username: "slow" }, project)).rejects.toMatchObject(
      aFailure(/\/slow .*0\.5 s/),
    );
    const child = Number(await readFile(join(folder, "child"), "utf8"));
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  it("may leave a daemon running, and acct doesn't wait for it", async () => {
    const apply = [
      await program(
        "restarts",
        `${whom}\nsetsid sleep 20 &\necho $! > ${folder}/daemon\necho "$line" >> $list; echo restarted`,
      ),
    ];
    const restarting = command({ ...config, apply, timeout: 10_000 });
    expect((await restarting.ensure({ ...person, username: "daemon" }, project)).summary).toBe("restarted");
    const daemon = Number(await readFile(join(folder, "daemon"), "utf8"));
    expect(await isAlive(daemon)).toBe(true);
    process.kill(daemon);
  });

  it("are quoted with their error output when they fail, without secrets", async () => {
    const words = 'echo working; echo "login failed: password=hunter22" >&2; exit 1';
    const failing = command({ ...config, apply: [await program("complains", words)] });
    await expect(failing.ensure({ ...person, username: "zoe" }, project)).rejects.toThrow(
      "Mailing list: login failed: password=[secret]",
    );
  });

  it("are named if they don't exist", async () => {
    const missing = command({ ...config, check: ["/nonexistent/check"] });
    await expect(missing.plan(person, project)).rejects.toMatchObject(
      aFailure(/^Mailing list: .*\/nonexistent\/check.* ENOENT/),
    );
  });
});
