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
import { openOffboarding } from "../../src/pipeline/open-offboarding.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";
import { beforeAndAfter, crashSite, pointsOf } from "./crash-site.ts";
import { entriesOf, inRegistry } from "./someone-who-leaves.ts";
import { newTappedSite } from "./tapped-site.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const points = pointsOf([
  ["LDAP search", 1],
  ["LDAP modify", 3],
  ["Slack chat.postMessage", 1],
]);
const commits = beforeAndAfter([
  "stage-done at count-belongings",
  "stage-done at await-admin",
  "stage-done at confirm-leaving",
  "stage-done at remove-access",
]);
const usernames = [...points, ...commits, "command"].map((_, number) => `leaver${number}`);

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

/** The next person leaves, and in the end nothing of their access is left. */
async function leave(): Promise<void> {
  const account = accounts.shift();
  if (!account) throw new Error("no one is left");
  const by = { id: "test", name: "a test" };
  const { request } = await openOffboarding(
    account,
    { origin: `test:${randomUUID()}`, by, newOwner: undefined, approval: { surface: "cli" } },
    deps,
  );
  expect(request.id).toBe(await expectRemoved(account.username));
}

/** Returns the ID of the request that has removed the access. */
async function expectRemoved(username: string): Promise<number> {
  const find = () =>
    database.query<{ id: number; status: string }>(
      "select id, status from requests where kind = 'offboarding' and username = $1",
      [username],
    );
  await expect.poll(find).toMatchObject([{ status: "closed" }]);
  const [{ id } = { id: 0 }] = await find();
  expect(await slapd?.whoami(`uid=${username},${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 49 });
  expect(await slapd?.search(`(uid=${username})`, "loginShell")).toContain("nologin");
  expect(await slapd?.search("(cn=astro)", "memberUid")).not.toMatch(new RegExp(`: ${username}$`, "m"));
  // acct's own lock is never taken for one that was there before.
  expect(await findFormerOrAccount(db, username)).toMatchObject({ foundBefore: { LDAP: "open" } });
  const shown =
    "select count(*)::int as cards from views where request_id = $1 and shown_version is not null";
  await expect.poll(() => database.query(shown, [id])).toEqual([{ cards: 1 }]);
  return id;
}

it.each(points)(
  "Someone who leaves loses all access if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = crash.arm(point);
    await leave();
    expect(trap.fired).toBe(true);
  },
);

it.each(commits)(
  "Someone who leaves loses all access if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, leave),
);

it("Someone who leaves loses all access if the command is killed: a running acct continues within seconds", async () => {
  const { username } = accounts.shift() ?? { username: "" };
  const child = spawn(process.execPath, [cli, "offboard", username, "--yes"], {
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
  await expectRemoved(username);
});
