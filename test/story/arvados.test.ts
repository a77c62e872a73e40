import { afterAll, afterEach, expect, it } from "vitest";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import { startArvados } from "../../dev/local-stack/arvados/start-arvados.ts";
import type { ArvadosUser } from "../../dev/local-stack/arvados/tables.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  ask,
  choosePassword,
  linkIn,
  openLink,
  PASSWORD,
  press,
  readText,
  sendForm,
  submitForm,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { anAccount } from "../in-registry.ts";
import { changeRequests } from "./change-requests.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { entriesOf } from "./someone-who-leaves.ts";
import { untilDirectMessage, untilEmail, untilRequest } from "./until.ts";
import { answerToCommand, urlIn } from "./until-more.ts";

/** The PI, three people who leave, and two accounts of one person. */
const PEOPLE = {
  hopper: ["Henrik", "Hopper"],
  lea: ["Lea", "Lind"],
  lou: ["Lou", "Lutz"],
  max: ["Max", "Moor"],
  kim: ["Kim", "Kern"],
  kim2: ["Kimberly", "Kern"],
} as const;
type Name = keyof typeof PEOPLE;
const names = Object.keys(PEOPLE) as Name[];

const arvados = await startArvados();
const { state } = arvados;
const { tables } = state;
const machine = content.addMachine(state, "shell");
const admin = arvados.addUser({ email: "admin@example.org", is_admin: true, is_active: true });
const terms = content.addCollection(state, {
  name: "Terms of the cluster",
  files: { "terms.html": "<h1>Terms</h1><p>For research only.</p>" },
});
const users = Object.fromEntries(
  names.map((name) => {
    const [first_name, last_name] = PEOPLE[name];
    const email = `${name}@example.org`;
    return [name, arvados.addUser({ email, first_name, last_name, is_active: true, username: name })];
  }),
) as Record<Name, ArvadosUser>;
for (const name of names) content.share(state, "can_login", users[name].uuid, machine.uuid);
content.requireAgreement(state, terms);

const site = await newSite({
  entries: entriesOf(names),
  settings: {
    arvados: { url: arvados.url, virtualMachine: "shell" },
    approvals: { account: ["admin"] },
    slack: { messagesPerMinute: 1_000_000 },
    times: { closeAfter: "0s" },
  },
  variables: { ARVADOS_API_TOKEN: arvados.addToken(admin) },
});
const { database, sandbox, slapd } = site;
afterEach(() => {
  arvados.fault = undefined;
});
afterAll(async () => {
  await site.stop();
  await arvados.stop();
});
for (const [number, username] of names.entries()) {
  const [givenName, familyName] = PEOPLE[username];
  await anAccount(database.db, username, {
    ...{ givenName, familyName, uidNumber: 30_000 + number },
    project: {
      ...{
        gidNumber: 5001,
        piName: "Henrik Hopper",
        piEmail: "hopper@example.org",
        piUser: "slack:U0HOPPER",
      },
    },
  });
}
await site.start();

const userAt = (email: string) => tables.users.filter((user) => user.email?.toLowerCase() === email);
const canLogIn = async (uid: string) =>
  (await slapd?.whoami(`uid=${uid},${LDAP.peopleDn}`, PASSWORD))?.code === 0;
const reconcile = async () => (await site.run("reconcile")).stdout;
const linksOf = ({ uuid }: ArvadosUser) =>
  tables.links
    .filter(({ tail_uuid }) => tail_uuid === uuid)
    .map(({ link_class, name }) => `${link_class} ${name}`);
const isSetUp = ({ uuid }: ArvadosUser) =>
  tables.links.some(
    ({ tail_uuid, head_uuid }) => tail_uuid === uuid && head_uuid?.endsWith("-j7d0g-fffffffffffffff"),
  );
const ownedBy = ({ uuid }: { readonly uuid: string }) =>
  [...tables.collections, ...tables.groups, ...tables.container_requests].filter(
    ({ owner_uuid }) => owner_uuid === uuid,
  );
const projectsOf = ({ uuid }: ArvadosUser) =>
  tables.groups.filter(({ owner_uuid, group_class }) => owner_uuid === uuid && group_class === "project");

/** They have 40 collections, a project with one more whose name the PI has used, two tokens, a key, and a running container. */
function fillUp(user: ArvadosUser) {
  const owner_uuid = user.uuid;
  for (let n = 0; n < 40; n++) content.addCollection(state, { name: `data ${n}`, owner_uuid });
  const project = content.addGroup(state, { name: "results", owner_uuid });
  content.addCollection(state, { name: "inside", owner_uuid: project.uuid });
  content.addContainerRequest(state, { owner_uuid });
  content.addKey(state, user, `ssh-ed25519 ${user.uuid.slice(-15).padStart(60, "A")}`);
  content.share(state, "can_read", users.kim.uuid, project.uuid);
  return { project, tokens: [arvados.addToken(user), arvados.addToken(user)] };
}
content.addGroup(state, { name: "results", owner_uuid: users.hopper.uuid });

/** An admin opens the form for someone who leaves, leaves everything in it as it is proposed, and confirms it with the username. */
async function offboard(username: Name): Promise<void> {
  await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: `/acct offboard ${username}` });
  const { id, content: form } = await sandbox.until(() => sandbox.modal("U0ADA"), "the form");
  expect(JSON.stringify(form)).toContain('"initial_option":{"text":{"type":"plain_text","text":"hopper');
  const values = { confirm: username, newOwner: "hopper" };
  expect(await submitForm(sandbox, { user: "U0ADA", viewId: id, values })).toBe("closed");
}
const historyOf = (username: Name) =>
  database.query<{ kind: string; note: string }>(
    `select e.kind, e.note from events e join requests r on r.id = e.request_id
     where r.kind = 'offboarding' and r.username = $1 order by e.seq`,
    [username],
  );

/** What must be true of someone who has left: everything is in one project of the PI, and the account is out of use. */
async function expectHandedOver(username: Name, tokens: readonly string[]): Promise<void> {
  const user = users[username];
  const [first, last] = PEOPLE[username];
  const [project, ...others] = projectsOf(users.hopper).filter(
    ({ name }) => name === `Data from ${first} ${last}`,
  );
  expect(others).toEqual([]);
  expect(ownedBy(user)).toEqual([]);
  const inside = ownedBy(project ?? { uuid: "" });
  expect(inside.filter(({ name }) => name?.startsWith("data "))).toHaveLength(40);
  expect(inside.map(({ name }) => name)).toContain("results");
  expect(user).toMatchObject({ is_active: false, redirect_to_user_uuid: null });
  expect(isSetUp(user)).toBe(false);
  expect(linksOf(user)).toEqual([]);
  for (const token of tokens) {
    const answer = await fetch(`${arvados.url}/arvados/v1/users/current`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).toBe(401);
  }
  expect(await canLogIn(username)).toBe(false);
}

it("A newcomer is told what to sign, reads and signs it on a page, and is active in Arvados without any command", async () => {
  await importRows(site, [{ email: "zara@example.org", givenName: "Zara", existingProject: "astro" }]);
  const asked = await untilRequest(site, "Zara", { waitsFor: "admin" });
  expect(readText(asked)).toContain("Terms of the cluster");
  await approveAsAdmin(site, "Zara");

  // The account is set up, with its login, and the password is theirs: only being let in waits.
  await choosePassword(linkIn(await untilEmail(site, "zara@example.org", "welcome")));
  const card = await untilRequest(site, "Zara", { stage: "await-agreements", waitsFor: "signature" });
  expect(readText(card)).toContain("Terms of the cluster");
  const [user, ...others] = userAt("zara@example.org");
  if (!user) throw new Error("Arvados has no such account");
  expect(others).toEqual([]);
  expect(user.is_active).toBe(false);
  expect(isSetUp(user)).toBe(true);
  expect(linksOf(user)).toContain("permission can_login");
  const [{ username = "" } = {}] = await database.query<{ username: string }>(
    "select username from requests where given_name = 'Zara'",
  );
  expect(await canLogIn(username)).toBe(true);
  expect(await reconcile()).toMatch(
    new RegExp(`^${username}: Arvados: .*isn't active.*Terms of the cluster`, "m"),
  );

  const told = await untilEmail(site, "zara@example.org", "sign-agreements");
  expect(told.text).toContain("Terms of the cluster");
  const status = await openLink(urlIn(await untilEmail(site, "zara@example.org", "received"), "request"));
  expect(status.page).toContain("Terms of the cluster");
  const link = urlIn(told, "agreements");
  const { page } = await openLink(link);
  expect(page).toContain("For research only.");
  const hash = /name="sign" value="([0-9a-f]{64})"/.exec(page)?.[1] ?? "";
  const token = new URL(link).searchParams.get("token") ?? "";
  const signed = await sendForm(
    new URL("/agreements", link).href,
    new URLSearchParams({ token, sign: hash }),
  );
  expect(signed.status).toBe(200);

  await untilRequest(site, "Zara", { status: "closed" });
  expect(userAt("zara@example.org")).toMatchObject([{ is_active: true, uuid: user.uuid }]);
  const clicks = tables.links.filter(({ name, tail_uuid }) => name === "click" && tail_uuid === user.uuid);
  expect(clicks).toMatchObject([
    {
      link_class: "signature",
      head_uuid: terms.uuid,
      properties: { acct_via: "web", acct_from: "127.0.0.1", acct_text_sha256: hash },
    },
  ]);
  expect(await reconcile()).not.toMatch(new RegExp(`^${username}:`, "m"));
  // Whoever was active before the terms isn't asked, but is named.
  expect(await reconcile()).toMatch(
    /^lea: Arvados: .*is active, but this isn't signed: Terms of the cluster/m,
  );
});

it("A newcomer in the chat is told there, also by `/acct status`, and signs there", async () => {
  await ask(site, "U0BEN", { username: "bbirch" });
  await approveAsAdmin(site, "Ben Birch");
  await choosePassword(linkIn(await untilEmail(site, "ben@example.org", "welcome")));
  await untilRequest(site, "Ben Birch", { stage: "await-agreements", waitsFor: "signature" });
  const told = await untilDirectMessage(site, "U0BEN", "sign-agreements");
  expect(readText(told)).toContain("Terms of the cluster");
  const status = await answerToCommand(site, "U0BEN", "C0GENERAL", "/acct status");
  expect(readText(status)).toContain("Terms of the cluster");
  await sandbox.press({ user: "U0BEN", channel: "D0BEN", ts: told.ts, actionId: "sign" });
  const { id, content: form } = await sandbox.until(() => sandbox.modal("U0BEN"), "the form");
  expect(JSON.stringify(form)).toContain("For research only.");
  const [, hash = ""] = /"value":"([0-9a-f]{32})"/.exec(JSON.stringify(form)) ?? [];
  await sandbox.submit({ user: "U0BEN", viewId: id, values: { document0: [hash] } });
  await untilRequest(site, "Ben Birch", { status: "closed" });
  const [user] = userAt("ben@example.org");
  expect(user?.is_active).toBe(true);
  expect(
    tables.links.filter(({ name, tail_uuid }) => name === "click" && tail_uuid === user?.uuid),
  ).toMatchObject([{ properties: { acct_via: "chat", acct_from: "slack:U0BEN" } }]);
});

it("What someone who leaves has in Arvados is counted on the card, and goes to their PI in one project before the account is out of use", async () => {
  const { project, tokens } = fillUp(users.lea);
  const all = tables.collections.length;
  await offboard("lea");
  const card = readText(await untilRequest(site, "Lea Lind", { waitsFor: "admin" }));
  for (const text of [
    "collections (41)",
    "projects (1)",
    "running containers (1)",
    "SSH keys (1)",
    "go to hopper",
    "Their tokens",
  ])
    expect(card).toContain(text);
  expect(ownedBy(users.lea)).toHaveLength(42);
  expect(users.lea.is_active).toBe(true);

  await approveAsAdmin(site, "Lea Lind");
  await untilRequest(site, "Lea Lind", { status: "closed" });
  await expectHandedOver("lea", tokens);
  expect(tables.collections).toHaveLength(all);
  // The name that was there already belongs to another project, which nobody has touched.
  expect(projectsOf(users.hopper).map(({ name }) => name)).toContain("results");
  expect(tables.groups.find(({ uuid }) => uuid === project.uuid)?.name).toBe("results");
  expect(await reconcile()).not.toMatch(/^lea:/m);
});

it("While Arvados is away, someone who leaves is locked out of the other systems at once, the card says what is left, and it is caught up", async () => {
  const { tokens } = fillUp(users.lou);
  let isAway = false;
  arvados.fault = ({ method }) => (isAway || method !== "GET" ? "bad-gateway" : undefined);
  await offboard("lou");
  await untilRequest(site, "Lou Lutz", { waitsFor: "admin" });
  await approveAsAdmin(site, "Lou Lutz");
  await expect.poll(() => canLogIn("lou")).toBe(false);
  isAway = true;
  const card = readText(
    await untilRequest(site, "Lou Lutz", { stage: "hand-over-belongings", isFailing: true }),
  );
  expect(card).toContain("Locked out of LDAP");
  expect(card).toMatch(/Arvados: not handed over/);
  expect(ownedBy(users.lou)).toHaveLength(42);
  expect(users.lou.is_active).toBe(true);

  arvados.fault = undefined;
  await changeRequests(database, {
    where: "kind = 'offboarding' and username = 'lou'",
    set: "run_at = clock_timestamp()",
  });
  await untilRequest(site, "Lou Lutz", { status: "closed" });
  await expectHandedOver("lou", tokens);
});

it("If someone who leaves has more by the time of the approval, nothing is removed, and admins are asked again with fresh counts", async () => {
  const { tokens } = fillUp(users.max);
  await offboard("max");
  await untilRequest(site, "Max Moor", { waitsFor: "admin" });
  const more = () =>
    content.addCollection(state, { name: `late ${ownedBy(users.max).length}`, owner_uuid: users.max.uuid });
  for (let n = 0; n < 5; n++) more();
  const before = arvados.calls.length;
  await approveAsAdmin(site, "Max Moor");
  await expect
    .poll(async () => (await historyOf("max")).some(({ note }) => /collections \(46\)/.test(note)))
    .toBe(true);
  const card = await untilRequest(site, "Max Moor", { waitsFor: "admin" });
  expect(readText(card)).toContain("collections (46)");
  expect(arvados.calls.slice(before).filter(({ method }) => method !== "GET")).toEqual([]);
  expect(await canLogIn("max")).toBe(true);
  expect(users.max.is_active).toBe(true);

  // Four more are within a tenth.
  for (let n = 0; n < 4; n++) more();
  await press(site, "U0GRACE", "approve", "Max Moor");
  await untilRequest(site, "Max Moor", { status: "closed" });
  await expectHandedOver("max", tokens);
});

it("Two accounts of one person are shown before they become one, in acct and in Arvados, and afterwards acct says what stays one", async () => {
  content.addCollection(state, { name: "mine", owner_uuid: users.kim2.uuid });
  const token = arvados.addToken(users.kim2);
  // Both have one address once they are one person, so acct notes before which account is whose.
  await database.query("delete from external_ids where value = $1", [users.kim2.uuid]);
  const preview = await site.run("person", "merge", "kim", "kim2", "--dry-run");
  expect(preview).toMatchObject({ code: 0, stderr: "" });
  for (const line of [
    /kim2 in Arvados: collections \(1\)/,
    /acct person split/,
    /acct arvados merge.*can't be undone/,
  ])
    expect(preview.stdout).toMatch(line);
  expect(await site.run("person", "merge", "kim", "kim2", "--yes")).toMatchObject({ code: 0 });

  const calls = arvados.calls.length;
  const dry = await site.run("arvados", "merge", "kim2", "kim", "--redirect", "--dry-run");
  expect(dry).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/another name of kim .*can't be split off/),
  });
  expect(arvados.calls.slice(calls).filter(({ method }) => method !== "GET")).toEqual([]);
  expect(await site.run("arvados", "merge", "kim2", "kim", "--redirect", "--yes")).toMatchObject({ code: 0 });
  expect(users.kim2.redirect_to_user_uuid).toBe(users.kim.uuid);
  const [project] = projectsOf(users.kim).filter(({ name }) => name === "Data from Kimberly Kern");
  expect(ownedBy(project ?? { uuid: "" })).toMatchObject([{ name: "mine" }]);
  const again = await site.run("arvados", "merge", "kim2", "kim", "--redirect", "--yes");
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining("another name of kim") });
  const answer = await fetch(`${arvados.url}/arvados/v1/users/current`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await answer.json()).toMatchObject({ uuid: users.kim.uuid });

  const split = await site.run("person", "split", "kim");
  expect(split).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/two people again[\s\S]*In Arvados, .* kim2 is another name of kim /),
  });
  // What was joined for good is never made a second time.
  const created = () =>
    arvados.calls.filter(({ method, path }) => method === "POST" && path === "/users").length;
  const before = created();
  expect((await site.run("reconcile", "--fix")).stdout).not.toMatch(/^kim2: Arvados:/m);
  expect(created()).toBe(before);
}, 240_000);

it("`acct arvados` says as JSON what it would do, does it only without --dry-run, and the history says who did it", async () => {
  const { uuid } = users.hopper;
  const isActive = () => tables.users.find((user) => user.uuid === uuid)?.is_active;
  const shown = await site.run("arvados", "unsetup", "hopper", "--dry-run", "--json");
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(
    shown.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))[0],
  ).toMatchObject({ uuid, isActive: true });
  expect(isActive()).toBe(true);
  expect(await site.run("arvados", "unsetup", "hopper", "--yes")).toMatchObject({ code: 0 });
  expect(isActive()).toBe(false);
  const { stdout } = await site.run("audit", "show", "--person", "hopper", "--json");
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(events).toContainEqual(
    expect.objectContaining({ kind: "changed-in-system", actor: expect.stringMatching(/^command-line:/) }),
  );
});
