import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, inject, it } from "vitest";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { PASSWORD } from "../../dev/local-stack/people.ts";
import { ownerOfPort } from "../../dev/local-stack/socket-owner.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { findFormerOrAccount } from "../../src/db/accounts.ts";
import { openResumption } from "../../src/pipeline/open-resumption.ts";
import { openSuspension } from "../../src/pipeline/open-suspension.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";
import { beforeAndAfter, crashSite, pointsOf } from "./crash-site.ts";
import { entriesOf, inRegistry } from "./someone-who-leaves.ts";
import { newTappedSite } from "./tapped-site.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const points = pointsOf([
  ["LDAP search", 1],
  ["LDAP modify", 2],
  ["Slack chat.postMessage", 1],
]);
const back = pointsOf([["LDAP modify", 1]]);
const commits = beforeAndAfter(["stage-done at suspend-access"]);
const backCommits = beforeAndAfter(["stage-done at restore-access"]);
const all = [...points, ...back, ...commits, ...backCommits, "command"];
const usernames = all.map((_, number) => `paused${number}`);

const site = await newTappedSite({
  entries: entriesOf(usernames),
  settings: { slack: { messagesPerMinute: 1_000_000 } },
});
const { database, slapd, tap } = site;
const { db } = database;
const crash = await crashSite(site, tap);
const accounts = await inRegistry(db, usernames);
const deps = {
  db,
  now: () => new Date(),
  workflows: buildWorkflows(approvalsOf({})),
  provisioners: [],
  quotas: undefined,
  rules: someRules({ adminChannels: [`slack:${ADMIN_CHANNEL}`] }),
};
const input = () => ({ origin: `test:${randomUUID()}`, by: { id: "test", name: "a test" } });

function next() {
  const account = accounts.shift();
  if (!account) throw new Error("no one is left");
  return account;
}

/** The next person is suspended, and in the end they are locked out and still in their project. */
async function suspend(): Promise<string> {
  const account = next();
  await openSuspension(account, input(), deps);
  await expectSuspended(account.username);
  return account.username;
}

async function expectSuspended(username: string): Promise<void> {
  await untilClosed("suspension", username);
  expect(await slapd?.whoami(`uid=${username},${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 49 });
  expect(await slapd?.search(`(uid=${username})`, "loginShell")).toContain("nologin");
  expect(await slapd?.search("(cn=astro)", "memberUid")).toMatch(new RegExp(`: ${username}$`, "m"));
  // acct's own lock is never taken for one that was there before.
  expect(await findFormerOrAccount(db, username)).toMatchObject({
    suspendedAt: expect.any(Date),
    foundBefore: { LDAP: "open" },
  });
}

/** Someone who is suspended comes back, and in the end they have one link to set a new password. */
async function resume(username: string): Promise<void> {
  const account = await findFormerOrAccount(db, username);
  if (!account) throw new Error("no account");
  await openResumption(account, input(), deps);
  await untilClosed("resumption", username);
  expect(await slapd?.search(`(uid=${username})`, "loginShell")).toContain("/bin/bash");
  const links = "select 1 from requests where kind = 'password' and username = $1";
  expect(await database.query(links, [username])).toHaveLength(1);
  expect(await findFormerOrAccount(db, username)).toMatchObject({ suspendedAt: null, foundBefore: null });
}

const untilClosed = (kind: string, username: string) =>
  expect
    .poll(() =>
      database.query("select status from requests where kind = $1 and username = $2", [kind, username]),
    )
    .toEqual([{ status: "closed" }]);

it.each(points)(
  "Someone is suspended completely if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = crash.arm(point);
    await suspend();
    expect(trap.fired).toBe(true);
  },
);

it.each(commits)(
  "Someone is suspended completely if the process is killed right %s the commit: %s",
  async (phase, event) => {
    await crash.killingAtCommit(phase, event, suspend);
  },
);

it.each(back)(
  "Someone is resumed completely if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const username = await suspend();
    const trap = crash.arm(point);
    await resume(username);
    expect(trap.fired).toBe(true);
  },
);

it.each(backCommits)(
  "Someone is resumed completely if the process is killed right %s the commit: %s",
  async (phase, event) => {
    const username = await suspend();
    await crash.killingAtCommit(phase, event, () => resume(username));
  },
);

it("Someone is suspended if the command is killed: a running acct continues within seconds", async () => {
  const { username } = next();
  const child = spawn(process.execPath, [cli, "suspend", username, "--yes"], {
    cwd: inject("folder"),
    env: site.env,
    stdio: "ignore",
  });
  tap.before = (operation, port) => {
    if (operation !== "modify" || ownerOfPort(port, [child.pid ?? 0]) === undefined) return undefined;
    child.kill("SIGKILL");
    return "cut";
  };
  await once(child, "exit");
  expect(child.signalCode).toBe("SIGKILL");
  await expectSuspended(username);
});
