import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, inject, it } from "vitest";
import { command } from "../../src/provisioners/command/command.ts";
import { NameConflictError, type Person, type Project } from "../../src/provisioners/provisioner.ts";

const folder = join(inject("folder"), "commands");
await mkdir(folder, { recursive: true });

/** A program of a site, in shell; `$list` is the file that stands for its system. */
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
  remove: [await program("remove", `${whom}\ngrep -vx "$line" $list > $list.new; mv $list.new $list`)],
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

/** One that ended and that nobody has waited for yet has no command line. */
const isAlive = async (pid: number) =>
  (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")) !== "";

describe("a site's own scripts", () => {
  it("are asked before and after, make it once, and take it away again, quietly the second time", async () => {
    expect(await list.plan(person, project)).toEqual(["subscribes amy lab"]);
    expect(await list.ensure(person, project)).toBe("subscribed amy lab");
    expect(await list.ensure(person, project)).toBe("amy in lab already exists");
    await list.ensureMember(person, project);
    expect(await readFile(join(folder, "list"), "utf8")).toBe("amy lab\n");
    expect(await list.diff(person, [project])).toEqual([]);
    expect(await list.remove(person, project)).toBe("removed amy from lab");
    expect(await list.remove(person, project)).toBe("nothing to remove");
    expect(await list.diff(person, [project])).toEqual(["subscribes amy lab"]);
  });

  it("are reached when every one of them can be run, and none is run for that", async () => {
    const loud = await program("loud", `echo run >> ${folder}/ran`);
    await command({ ...config, check: [loud], apply: ["true"], remove: [loud] }).reach();
    await expect(readFile(join(folder, "ran"))).rejects.toThrow("ENOENT");
    const missing = join(folder, "missing");
    await expect(command({ ...config, remove: [missing] }).reach()).rejects.toThrow(
      `Mailing list: ${missing} doesn't exist or is not executable`,
    );
  });

  it("get what people wrote as JSON, never as a part of a command", async () => {
    const echo = await program("echo", `printf %s "$input" > ${folder}/seen; exit 0`);
    const evil = { ...person, familyName: `"; rm -rf / $(id) \`id\`\n` };
    await command({ ...config, check: [echo] }).ensure(evil, project);
    expect(JSON.parse(await readFile(join(folder, "seen"), "utf8"))).toEqual({ person: evil, project });
  });

  it("say by exit code 3 that the name belongs to someone else", async () => {
    const taken = await program("taken", 'echo "amy is Amalia Other"; exit 3');
    await expect(command({ ...config, check: [taken] }).ensure(person, project)).rejects.toThrow(
      NameConflictError,
    );
  });

  it.each([
    [
      "ends with a code of its own",
      'echo "no route to host" >&2; exit 7',
      /Mailing list: .*fails exited with 7: no route to host/,
    ],
    ["does not end", "sleep 30", /did not finish within 0\.5 s/],
    [
      "says that it is done when it is not",
      "exit 0",
      /apply reported success, but check doesn't find the account/,
    ],
    ["could not do it", "echo full; exit 1", /Mailing list: full/],
  ])("are a failure with their own words when apply %s", async (_, body, sentence) => {
    const apply = [await program("fails", body)];
    const failing = command({ ...config, apply, timeout: 500 });
    await expect(failing.ensure({ ...person, username: "zed" }, project)).rejects.toThrow(sentence);
  });

  it("that cannot add a further member, or take somebody's rights away, are a failure too, not a silence", async () => {
    const fails = [await program("cannot", "echo the list is locked; exit 1")];
    const locked = command({ ...config, apply: fails, remove: fails });
    await expect(locked.ensureMember({ ...person, username: "new" }, project)).rejects.toThrow(
      "Mailing list: the list is locked",
    );
    await list.ensure({ ...person, username: "old" }, project);
    await expect(locked.remove({ ...person, username: "old" }, project)).rejects.toThrow(
      "Mailing list: the list is locked",
    );
  });

  it("have a fourth one only where a site needs it: without it, whoever comes back is a matter for apply", async () => {
    expect(list.resume).toBeUndefined();
    const back = { ...person, username: "back" };
    const resume = [
      await program("resume", `printf %s "$input" > ${folder}/resumed; echo "unarchived back"`),
    ];
    const resuming = command({ ...config, resume });
    await resuming.ensure(back, project);
    await resuming.remove(back, project);
    expect(await resuming.resume?.(back)).toEqual({ words: "unarchived back", needsPassword: false });
    expect(JSON.parse(await readFile(join(folder, "resumed"), "utf8"))).toMatchObject({ person: back });
    const fails = command({ ...config, resume: [await program("no-resume", "echo no tape; exit 1")] });
    await expect(fails.resume?.(back)).rejects.toThrow("Mailing list: no tape");
  });

  it("make home directories by the example of the documentation, once, and leave those of others alone", async () => {
    const homes = join(folder, "homes");
    await mkdir(join(homes, "other"), { recursive: true });
    const example = fileURLToPath(new URL("../../docs/examples/home-directory", import.meta.url));
    const [check, apply, remove] = ["check", "apply", "remove"].map((action) => [example, action, homes]);
    const home = command({
      ...config,
      name: "Home",
      check: check ?? [],
      apply: apply ?? [],
      remove: remove ?? [],
    });
    const [uidNumber, gidNumber] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
    const mine = { ...person, uidNumber, familyName: '"username":"root","uidNumber":0' };
    const ours = { ...project, gidNumber };
    expect(await home.plan({ ...mine, username: "amy" }, ours)).toEqual([
      `home directory ${homes}/amy (new)`,
    ]);
    expect(await home.ensure(mine, ours)).toBe(`home directory ${homes}/amy`);
    expect(await home.ensure(mine, ours)).toBe("amy in lab already exists");
    expect((await stat(join(homes, "amy"))).mode & 0o777).toBe(0o700);
    await writeFile(join(homes, "amy", "thesis"), "");
    await home.remove(mine, ours);
    expect(await readdir(join(homes, "amy"))).toContain("thesis");
    const stranger = { ...mine, username: "other", uidNumber: uidNumber + 1 };
    await expect(home.ensure(stranger, ours)).rejects.toThrow(NameConflictError);
    expect((await readdir(homes)).toSorted()).toEqual(["amy", "other"]);
  });

  it("end with all that they have started when their time is up", async () => {
    const apply = [
      await program("slow", `(sleep 2; touch ${folder}/too-late) &\necho $! > ${folder}/child\nwait`),
    ];
    const slow = command({ ...config, apply, timeout: 500 });
    await expect(slow.ensure({ ...person, username: "slow" }, project)).rejects.toThrow(/did not finish/);
    const child = Number(await readFile(join(folder, "child"), "utf8"));
    await expect.poll(() => isAlive(child)).toBe(false);
  });

  it("may leave a daemon behind, which is not waited for", async () => {
    const apply = [
      await program(
        "restarts",
        `${whom}\nsetsid sleep 20 &\necho $! > ${folder}/daemon\necho "$line" >> $list; echo restarted`,
      ),
    ];
    const restarting = command({ ...config, apply, timeout: 10_000 });
    expect(await restarting.ensure({ ...person, username: "daemon" }, project)).toBe("restarted");
    const daemon = Number(await readFile(join(folder, "daemon"), "utf8"));
    expect(await isAlive(daemon)).toBe(true);
    process.kill(daemon);
  });

  it("are quoted by what they complain of when they fail, without their secrets", async () => {
    const words = 'echo working; echo "login failed: password=hunter22" >&2; exit 1';
    const failing = command({ ...config, apply: [await program("complains", words)] });
    await expect(failing.ensure({ ...person, username: "zoe" }, project)).rejects.toThrow(
      "Mailing list: login failed: password=[secret]",
    );
  });

  it("that are not there are named", async () => {
    const missing = command({ ...config, check: ["/nonexistent/check"] });
    await expect(missing.plan(person, project)).rejects.toThrow(
      /Mailing list: could not run \/nonexistent\/check/,
    );
  });
});
