import { expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { hasButton } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { findProject } from "../../src/db/projects.ts";
import { findMember } from "../../src/db/roster.ts";
import type { RosterEntry } from "../../src/db/tables/memberships.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { openHandOver, openMemberChange } from "../../src/pipeline/roster/open-change.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { beforeAndAfter, crashSite, pointsOf } from "./crash-site.ts";
import { entriesOf } from "./someone-who-leaves.ts";
import { newTappedSite } from "./tapped-site.ts";

/* What people do with projects: found them, leave them, change who does what there, hand them over, and ask for groups besides them. */

const removalCalls = pointsOf([["LDAP modify", 1]]);
const removalCommits = beforeAndAfter([
  "waiting at undo-period",
  "stage-done at undo-period",
  "stage-done at end-membership",
]);
const changeCommits = beforeAndAfter(["stage-done at change-membership"]);
const foundingCalls = pointsOf([
  ["LDAP add", 1],
  ["LDAP modify", 1],
]);
const foundingCommits = beforeAndAfter([
  "stage-done at verify-member",
  "approved at await-admin",
  "stage-done at confirm-plan",
  "stage-done at found-project",
  "stage-done at join-project",
]);
const handOverCommits = beforeAndAfter([
  "waiting at await-pi",
  "approved at await-pi",
  "stage-done at appoint-pi",
]);
/** The first change of a group adds them to the project. */
const groupCalls = pointsOf([["LDAP modify", 2]]).filter(([, , nth]) => nth === 2);
const groupCommits = beforeAndAfter(["stage-done at add-memberships"]);

const leavers = [...removalCalls, ...removalCommits].map((_, number) => `leaver${number}`);
const changed = changeCommits.map((_, number) => `changed${number}`);
const usernames = ["founder", ...leavers, ...changed];
const group = (name: string, gidNumber: number, members: readonly string[] = []) => `
dn: cn=${name},${LDAP.groupsDn}
objectClass: posixGroup
cn: ${name}
gidNumber: ${gidNumber}
${members.map((member) => `memberUid: ${member}\n`).join("")}`;

const site = await newTappedSite({
  entries: [entriesOf(usernames), group("optics", 6001, usernames), group("gpu-users", 6002)].join(""),
  settings: {
    approvals: { account: ["admin"], project: ["admin"] },
    otherGroups: [{ name: "gpu-users", title: "GPU users", system: "ldap" }] as unknown as object,
    slack: { messagesPerMinute: 1_000_000 },
    times: { closeAfter: "0s", undo: "1s" },
  },
});
const { sandbox, database, slapd, tap } = site;
const { db } = database;
const crash = await crashSite(site, tap);
const deps = {
  db,
  now: () => new Date(),
  workflows: buildWorkflows(approvalsOf({ account: ["admin"], project: ["admin"] })),
  provisioners: [],
  quotas: undefined,
  rules: someRules({ adminChannels: [`slack:${ADMIN_CHANNEL}`] }),
};
const by = { id: "slack:U0HOPPER", name: "Henrik Hopper" };
const hopper = { piName: by.name, piEmail: "hopper@example.org", piUser: by.id };
for (const [number, username] of usernames.entries())
  await anAccount(db, username, {
    uidNumber: 30_000 + number,
    project: { name: "optics", gidNumber: 6001, ...hopper },
  });

let next = 0;
const origin = () => `test:${next++}`;

const stateOf = (id: number) => database.query("select status, stage from requests where id = $1", [id]);
const untilClosed = (id: number) =>
  expect
    .poll(() => database.query("select status from requests where id = $1", [id]))
    .toEqual([{ status: "closed" }]);

/** How often someone is in a group of the directory. */
async function timesIn(username: string, project: string): Promise<number> {
  const found = (await slapd?.search(`(cn=${project})`, "memberUid")) ?? "";
  return [...found.matchAll(new RegExp(`^memberUid: ${username}$`, "gm"))].length;
}

async function memberOf(username: string): Promise<RosterEntry | undefined> {
  const project = await findProject(db, "optics");
  const [account] = await database.query<{ personId: number }>(
    `select person_id as "personId" from accounts where username = $1`,
    [username],
  );
  if (!project || !account) throw new Error(`the registry doesn't know ${username}`);
  return findMember(db, { projectId: project.id, personId: Number(account.personId), username });
}

async function inOptics(username = ""): Promise<RosterEntry> {
  const entry = await memberOf(username);
  if (!entry) throw new Error(`${username} isn't in optics`);
  return entry;
}

/** Presses Approve until it counts: the process that receives a press may be the one that dies. */
async function approve(id: number, name: "admin" | "pi", user: string): Promise<void> {
  const [place, look] = name === "admin" ? [ADMIN_CHANNEL, ADMIN_CHANNEL] : [`D${user.slice(1)}`, user];
  const isDecided = async () => {
    const given = "select 1 from approvals where request_id = $1 and name = $2";
    return (await database.query(given, [id, name])).length > 0;
  };
  await expect
    .poll(
      async () => {
        if (await isDecided()) return true;
        const card = sandbox.messages(look).findLast((one) => hasButton(one, "approve"));
        if (card)
          await sandbox
            .press({ user, channel: place, ts: card.ts, actionId: "approve" })
            .catch(() => undefined);
        return isDecided();
      },
      { interval: 100 },
    )
    .toBe(true);
}

/** Each of these messages was sent for the request, once to each reader. */
async function expectMessages(id: number, templates: readonly string[]): Promise<void> {
  const sent = "select template from notifications where request_id = $1 and sent_at is not null order by 1";
  await expect
    .poll(() => database.query(sent, [id]))
    .toEqual(templates.toSorted().map((template) => ({ template })));
}

/** What the registry has recorded about a project, which people read in its history. */
const recorded = (kind: string, note: string) =>
  database.query("select 1 from events where kind = $1 and note like $2", [kind, `${note}%`]);

async function remove(): Promise<void> {
  const username = leavers.shift();
  const entry = await inOptics(username);
  const { request } = await openMemberChange("removal", entry, {}, { origin: origin(), by }, deps);
  await untilClosed(request.id);
  expect(await timesIn(username ?? "", "optics")).toBe(0);
  expect(await timesIn(username ?? "", "astro")).toBe(1);
  expect(await memberOf(username ?? "")).toBeUndefined();
  expect(await recorded("member-removed", `${username} from optics`)).toHaveLength(1);
  await expectMessages(request.id, ["membership-ended", "membership-ended"]);
}

async function makeManager(): Promise<void> {
  const username = changed.shift();
  const entry = await inOptics(username);
  const change = { role: "manager" } as const;
  const { request } = await openMemberChange(
    "membership-change",
    entry,
    change,
    { origin: origin(), by },
    deps,
  );
  await untilClosed(request.id);
  expect(await memberOf(username ?? "")).toMatchObject({ role: "manager" });
  expect(await recorded("role-changed", `${username}: manager`)).toHaveLength(1);
  await expectMessages(request.id, ["membership-changed"]);
}

async function found(): Promise<void> {
  const project = `found${next++}`;
  const draft = aNewRequest({
    kind: "project",
    username: "founder",
    email: "founder@example.org",
    project,
    details: { newProject: true, projectDescription: "Rocks" },
  });
  const { request } = await createRequest(draft, { by, note: "" }, deps);
  await approve(request.id, "admin", "U0ADA");
  await untilClosed(request.id);
  const entries = (await slapd?.search(`(cn=${project})`, "gidNumber")) ?? "";
  expect(entries.match(/^gidNumber: /gm)).toHaveLength(1);
  expect(await timesIn("founder", project)).toBe(1);
  const rows = `select p.gid_number::int as "gidNumber", m.role from projects p join memberships m on m.project_id = p.id
    where p.name = $1`;
  const gidNumber = Number(/^gidNumber: (\d+)/m.exec(entries)?.[1]);
  expect(await database.query(rows, [project])).toEqual([{ gidNumber, role: "pi" }]);
  await expectMessages(request.id, ["received", "approved", "joined", "closed"]);
}

const pis = [
  { name: "Maria Curie-Sato", email: "curie@example.org", user: "slack:U0CURIE" },
  { name: "Emma Noether", email: "noether@example.org", user: "slack:U0NOETHER" },
];
let handOvers = 0;

async function handOver(): Promise<void> {
  const [pi] = handOvers++ % 2 === 0 ? pis : pis.toReversed();
  if (!pi) throw new Error("no PI");
  const from = { givenName: "Henrik", familyName: "Hopper", email: "hopper@example.org" };
  const { request } = await openHandOver("optics", pi, from, { origin: origin(), by }, deps);
  await approve(request.id, "pi", pi.user.replace("slack:", ""));
  await untilClosed(request.id);
  const leads = `select p.email from memberships m join people p on p.id = m.person_id join projects j on j.id = m.project_id
    where j.name = 'optics' and m.role = 'pi'`;
  expect(await database.query(leads)).toEqual([{ email: pi.email }]);
  // They and the PI before.
  const told = "select 1 from notifications where template = 'pi-set' and sent_at is not null";
  await expect.poll(() => database.query(told)).toHaveLength(2 * handOvers);
}

async function joinGroup(): Promise<void> {
  const username = `grouped${next++}`;
  const draft = aNewRequest({
    givenName: "Pat",
    familyName: username,
    email: `${username}@example.org`,
    piName: "H",
    piEmail: "hopper@example.org",
    project: "astro",
    details: { wantedUsername: username, groups: ["gpu-users"] },
  });
  const { request } = await createRequest(draft, { by, note: "" }, deps);
  await approve(request.id, "admin", "U0ADA");
  await expect.poll(() => stateOf(request.id)).toMatchObject([{ stage: "hand-over" }]);
  expect(await timesIn(username, "astro")).toBe(1);
  expect(await timesIn(username, "gpu-users")).toBe(1);
  const rows =
    "select 1 from group_memberships g join accounts a on a.id = g.account_id where a.username = $1";
  expect(await database.query(rows, [username])).toHaveLength(1);
}

it.each(removalCalls)(
  "Someone is removed from a project once if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = crash.arm(point);
    await remove();
    expect(trap.fired).toBe(true);
  },
);

it.each(removalCommits)(
  "Someone is removed from a project once if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, remove),
);

it.each(changeCommits)(
  "A role is changed once, and told once, if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, makeManager),
);

it.each(foundingCalls)(
  "A project is founded once if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = crash.arm(point);
    await found();
    expect(trap.fired).toBe(true);
  },
);

it.each(foundingCommits)(
  "A project is founded once if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, found),
);

it.each(handOverCommits)(
  "A project is handed over once if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, handOver),
);

it.each(groupCalls)(
  "Someone is added to another group once if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = crash.arm(point);
    await joinGroup();
    expect(trap.fired).toBe(true);
  },
);

it.each(groupCommits)(
  "Someone is added to another group once if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, joinGroup),
);
