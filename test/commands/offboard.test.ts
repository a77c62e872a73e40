import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, expect, it } from "vitest";
import { countLeaver, offboard, planOffboarding } from "../../src/commands/offboard.ts";
import { resume } from "../../src/commands/resume.ts";
import { findFormerOrAccount } from "../../src/db/accounts.ts";
import { findOpenRequest } from "../../src/db/requests.ts";
import { openLog } from "../../src/log.ts";
import { openOffboarding } from "../../src/pipeline/open-offboarding.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { inMemoryProvisioner } from "../in-memory/in-memory-provisioner.ts";
import { inMemoryDeps } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
const directory = inMemoryProvisioner("LDAP");
const archive = inMemoryProvisioner("Archive", { hasOwners: true });
const rules = { privilegedProjects: [{ name: "root", count: 1 }] };
const deps = { ...inMemoryDeps(db, rules), provisioners: [directory, archive] };
const context = { ...deps, workflows: buildWorkflows(deps.rules.approvals) };

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
});
const print = (line: string) => printed.push(line);

/** Someone with 40 collections, in a project that this account of its PI has access to as well. */
async function someone(username: string, project: string) {
  const pi = { piName: "Pia Prof", piEmail: `pi-${username}@example.org`, piUser: null };
  const owner = await anAccount(db, `pi-${username}`, {
    email: pi.piEmail,
    project: { name: project, ...pi },
  });
  const leaver = await anAccount(db, username, { project: { name: project, ...pi } });
  for (const system of [directory, archive])
    for (const { account } of [owner, leaver]) await system.ensure(account, leaver.project);
  archive.owned.set(username, [{ what: "collections", count: 40, fate: "moves" }]);
}

const run = async (username: string, to?: string) => {
  const options = { wait: true, databaseUrl: database.url, log: openLog("silent"), print };
  await offboard(await countLeaver(username, to, context), options, context);
};
const isOpen = async (username: string) => (await findFormerOrAccount(db, username))?.removedAt === null;

it("The plan counts what the person has, and names the PI of their project or the account that --to names", async () => {
  await someone("amy", "astro");
  await anAccount(db, "stranger");
  const plan = async (to?: string) => {
    const lines: string[] = [];
    for await (const line of planOffboarding(await countLeaver("amy", to, context), context))
      lines.push(line);
    return lines;
  };
  expect(await plan()).toEqual([
    "Archive: collections (40) go to pi-amy",
    expect.stringMatching(/^LDAP: lock out amy/),
    expect.stringMatching(/^Archive: lock out amy/),
  ]);
  expect((await plan("stranger"))[0]).toMatch(/collections \(40\).*stranger has no account there/);
  for (const to of ["nobody", "amy"])
    await expect(countLeaver("amy", to, context)).rejects.toThrow(/nobody|--to/);
});

it("The operator's confirmation is the approval, and each line says what was handed over and removed", async () => {
  await run("amy");
  expect(printed).toEqual([
    expect.stringMatching(/^LDAP: amy/),
    expect.stringMatching(/^LDAP, astro: amy/),
    expect.stringMatching(/^Archive: .*belongs to pi-amy/),
    expect.stringMatching(/^LDAP: /),
    expect.stringMatching(/^LDAP, astro: /),
    expect.stringMatching(/^Archive: amy/),
    expect.stringMatching(/^Archive, astro: amy/),
  ]);
  expect(archive.owned.get("pi-amy")).toEqual([{ what: "collections", count: 40, fate: "moves" }]);
  expect(archive.lost).toEqual([]);
});

it("For someone in a privileged project, another admin has to approve, so nothing is removed yet", async () => {
  await someone("ben", "root");
  await expect(run("ben")).rejects.toThrow(/^Nothing has been removed from ben\. .*another admin/);
  // It stays one approval, no matter how often the same operator gives it.
  await expect(run("ben")).rejects.toThrow(/another admin \(1 of 2/);
  expect(await isOpen("ben")).toBe(true);
});

it("Without someone who can take over, nothing is removed, and naming one with --to continues the same request", async () => {
  await someone("cy", "optics");
  await anAccount(db, "newcomer");
  await expect(run("cy", "newcomer")).rejects.toThrow(/^Nothing has been removed from cy\. .*--to/);
  const request = await findOpenRequest(db, "offboarding", { username: "cy" });
  expect(await isOpen("cy")).toBe(true);
  await run("cy", "pi-cy");
  expect(await isOpen("cy")).toBe(false);
  expect(await findOpenRequest(db, "offboarding", { username: "cy" })).toBeUndefined();
  expect(await database.query("select status from requests where id = $1", [request?.id])).toEqual([
    { status: "closed" },
  ]);
  expect(archive.lost).toEqual([]);
});

it("What has grown since the operator saw it is not removed, and the command says what it is", async () => {
  await someone("dee", "comets");
  const leaver = await countLeaver("dee", undefined, context);
  archive.owned.set("dee", [{ what: "collections", count: 90, fate: "moves" }]);
  const options = { wait: true, databaseUrl: database.url, log: openLog("silent"), print };
  await expect(offboard(leaver, options, context)).rejects.toThrow(
    /^Nothing has been removed from dee\. .*collections \(90\), and had 40/,
  );
  expect(await isOpen("dee")).toBe(true);
});

it("acct resume ends a request that nobody has approved yet", async () => {
  await someone("eli", "moons");
  const account = await findFormerOrAccount(db, "eli");
  if (!account) throw new Error("no account");
  const by = { id: "slack:UADA", name: "Ada" };
  const { request } = await openOffboarding(
    account,
    { origin: randomUUID(), by, newOwner: undefined },
    context,
  );
  const options = { databaseUrl: database.url, log: openLog("silent"), print };
  await resume("eli", options, context);
  expect(printed).toEqual([expect.stringContaining(`Request ${request.id} `)]);
  expect(await findOpenRequest(db, "offboarding", { username: "eli" })).toBeUndefined();
  await expect(resume("eli", options, context)).rejects.toThrow(/eli was neither suspended nor offboarded/);
});
