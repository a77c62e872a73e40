import { afterAll, expect, it } from "vitest";
import { findAccountByUsername, findFormerOrAccount } from "../../../src/db/accounts.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { explainBadUsername } from "../../../src/pipeline/checks/username.ts";
import { planNameChange, setName } from "../../../src/pipeline/people/set-name.ts";
import { planUsernameChange, setUsername } from "../../../src/pipeline/people/set-username.ts";
import { command } from "../../../src/provisioners/command/command.ts";
import type { UsernameStore } from "../../../src/provisioners/name-store.ts";
import type { Person, Provisioner } from "../../../src/provisioners/provisioner.ts";
import { inMemoryDeps } from "../../in-memory/pipeline-deps.ts";
import { anAccount } from "../../in-registry.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const by = { id: "command-line:root", name: "root (command line)" };

/** A system that renames, one that can't, and one that knows nothing of usernames. */
function depsWithNames() {
  const deps = inMemoryDeps(db);
  const calls: string[] = [];
  const state = { hasJobs: false, isAway: false };
  const planned: Pick<UsernameStore, "planUsername"> = {
    planUsername: async (person, username) => [`${person.username} to ${username}`],
  };
  const renames: Provisioner = {
    ...deps.system,
    name: "Renames",
    setName: async ({ username }: Person, { familyName }) => `${username} is ${familyName}`,
    username: {
      ...planned,
      setUsername: async (person, username) => {
        if (state.isAway) throw new Failure("Renames is away");
        calls.push(`rename ${person.username} to ${username}`);
        return "done";
      },
    },
  };
  const replaces: Provisioner = {
    ...deps.system,
    name: "Replaces",
    ensure: async (person, project) => {
      calls.push(`ensure ${person.username} in ${project.name}`);
      return { summary: "done" };
    },
    username: {
      ...planned,
      releaseUsername: async ({ username }) => {
        if (state.hasJobs) throw new Failure(`${username} has jobs`);
        calls.push(`release ${username}`);
        return "done";
      },
    },
  };
  return { ...deps, provisioners: [deps.system, renames, replaces], calls, state };
}

async function linesOf(lines: AsyncIterable<string>): Promise<string[]> {
  const all: string[] = [];
  for await (const line of lines) all.push(line);
  return all;
}

it("A username changes in every system and in the registry, is recorded, and the person is told", async () => {
  const deps = depsWithNames();
  const { account, project } = await anAccount(db, "nnew");
  const plan = (await linesOf(planUsernameChange("nnew", "nmarsh", deps))).join("\n");
  expect(plan).toMatch(/Renames: .*nmarsh[\s\S]*Replaces: .*nmarsh/);
  expect(deps.calls).toEqual([]);

  await linesOf(setUsername("nnew", "nmarsh", by, deps));
  // What is in use refuses before anything else is renamed.
  expect(deps.calls).toEqual(["release nnew", "rename nnew to nmarsh", `ensure nmarsh in ${project.name}`]);
  const renamed = await findAccountByUsername(db, "nmarsh");
  expect(renamed).toMatchObject({ id: account.id, uidNumber: account.uidNumber, formerUsernames: ["nnew"] });
  expect(
    await database.query("select kind, actor, note from events where kind = 'username-changed'"),
  ).toEqual([{ kind: "username-changed", actor: by.id, note: "nnew → nmarsh" }]);
  expect(
    await database.query("select to_email from notifications where template = 'username-changed'"),
  ).toEqual([{ to_email: account.email }]);

  // The old name still finds the account, and no one else gets it.
  expect(await findFormerOrAccount(db, "nnew")).toMatchObject({ id: account.id });
  expect(await explainBadUsername("nnew", deps)).toMatch(/taken/);
  // The person may have it back.
  await linesOf(setUsername("nmarsh", "nnew", by, deps));
  expect(await findAccountByUsername(db, "nnew")).toMatchObject({ formerUsernames: ["nmarsh"] });
});

it("Where acct can't rename anyone, as with site scripts, an admin reads before and after that they have to", async () => {
  const script = command({
    name: "Storage",
    check: ["true"],
    apply: ["true"],
    leave: ["true"],
    timeout: 1000,
  });
  const deps = { ...depsWithNames(), provisioners: [script] };
  await anAccount(db, "byhand");
  const sentence = expect.stringMatching(
    /^Storage: .*can't rename.*\. Rename byhand to byhand2 there yourself\.$/,
  );
  expect(await linesOf(planUsernameChange("byhand", "byhand2", deps))).toContainEqual(sentence);
  expect(await linesOf(setUsername("byhand", "byhand2", by, deps))).toContainEqual(sentence);
});

it("Nothing changes while a system refuses, and a change that was interrupted is completed when it is repeated", async () => {
  const deps = depsWithNames();
  await anAccount(db, "busy");
  deps.state.hasJobs = true;
  await expect(linesOf(setUsername("busy", "calm", by, deps))).rejects.toThrow("jobs");
  expect(deps.calls).toEqual([]);
  deps.state.hasJobs = false;
  deps.state.isAway = true;
  await expect(linesOf(setUsername("busy", "calm", by, deps))).rejects.toThrow("away");
  expect(await findAccountByUsername(db, "busy")).toMatchObject({ username: "busy" });
  deps.state.isAway = false;
  await linesOf(setUsername("busy", "calm", by, deps));
  expect(await findAccountByUsername(db, "busy")).toMatchObject({ username: "calm" });
});

it.each([
  ["of someone else", "other"],
  ["that someone else had", "was-other"],
  ["that is reserved", "nova"],
  ["of one letter", "x"],
  ["with a space", "a b"],
  ["that begins with a digit", "1abc"],
  ["that the account has", "keeps"],
])("A username %s is refused with a sentence", async (_, username) => {
  const deps = depsWithNames();
  if (!(await findFormerOrAccount(db, "keeps"))) await anAccount(db, "keeps");
  if (!(await findFormerOrAccount(db, "other"))) {
    await anAccount(db, "was-other");
    await linesOf(setUsername("was-other", "other", by, deps));
  }
  const before = deps.calls.length;
  await expect(linesOf(setUsername("keeps", username, by, deps))).rejects.toThrow(/\.$/);
  expect(deps.calls).toHaveLength(before);
  expect(await findAccountByUsername(db, "keeps")).toMatchObject({ username: "keeps" });
});

it("A name changes in every system that stores it and in the registry, is recorded, and the person is told", async () => {
  const deps = depsWithNames();
  const { account } = await anAccount(db, "married");
  const name = { givenName: "Nora", familyName: "Marsh" };
  const plan = (await linesOf(planNameChange("married", name, deps))).join("\n");
  expect(plan).toContain("Renames: married");
  expect(plan).not.toContain("Replaces: ");
  await linesOf(setName("married", name, by, deps));
  expect(await findAccountByUsername(db, "married")).toMatchObject(name);
  expect(await database.query("select to_email from notifications where template = 'name-changed'")).toEqual([
    { to_email: account.email },
  ]);
  await expect(linesOf(setName("married", name, by, deps))).rejects.toThrow("already");
  await expect(linesOf(setName("nobody", name, by, deps))).rejects.toThrow("nobody");
  await linesOf(setName("married", { givenName: "", familyName: "Suharto" }, by, deps));
  expect(await findAccountByUsername(db, "married")).toMatchObject({ givenName: "" });
});

it("In a dry run neither a name nor a username changes", async () => {
  const deps = depsWithNames();
  await anAccount(db, "drywet");
  const dry = { ...deps, rules: { ...deps.rules, dryRun: true } };
  await expect(linesOf(setUsername("drywet", "wetdry", by, dry))).rejects.toThrow("nothing is changed");
  await expect(linesOf(setName("drywet", { givenName: "D", familyName: "W" }, by, dry))).rejects.toThrow(
    "nothing is changed",
  );
  expect(deps.calls).toEqual([]);
});
