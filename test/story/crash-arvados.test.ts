import { randomUUID } from "node:crypto";
import { afterAll, afterEach, expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import * as content from "../../dev/local-stack/arvados/add-content.ts";
import { type SimulatedCall, startArvados } from "../../dev/local-stack/arvados/start-arvados.ts";
import { hasButton, openLink, sendForm } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { findFormerOrAccount } from "../../src/db/accounts.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { openOffboarding } from "../../src/pipeline/open-offboarding.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { someRules } from "../in-memory/pipeline-deps.ts";
import { crashSite, type Point, pointsOf } from "./crash-site.ts";
import { newSite } from "./new-site.ts";
import { untilEmail } from "./until.ts";
import { urlIn } from "./until-more.ts";

const arvados = await startArvados();
const admin = arvados.addUser({ email: "admin@example.org", is_admin: true, is_active: true });
content.addMachine(arvados.state, "shell");
const site = await newSite({
  withLdap: false,
  settings: {
    arvados: { url: arvados.url, virtualMachine: "shell", projectGroups: true },
    approvals: { account: ["admin"] },
    slack: { messagesPerMinute: 1_000_000 },
    times: { closeAfter: "0s" },
  },
  variables: { ARVADOS_API_TOKEN: arvados.addToken(admin) },
});
const { database, sandbox } = site;
const crash = await crashSite(site);
afterEach(() => {
  arvados.fault = undefined;
});
afterAll(() => arvados.stop());

const workflows = buildWorkflows(approvalsOf({ account: ["admin"] }));
const by = { id: "test", name: "a test" };
const now = () => new Date();
let people = 0;
/** Who takes over from those who leave, with a project whose name is theirs, too. */
let heir: Joined | undefined;

/** Kills the process that makes this call, before Arvados carries it out, or after that and before its answer. */
function arm([phase, what, nth]: Point) {
  const trap = { fired: false };
  let seen = 0;
  arvados.fault = (call) => {
    if (trap.fired || nameOf(call) !== what || ++seen < nth) return undefined;
    trap.fired = true;
    crash.killOwner(call.port);
    return phase === "before" ? "reset" : "reset-after";
  };
  return trap;
}

/** "POST /users/:uuid/activate" */
const nameOf = ({ method, path }: SimulatedCall) =>
  `${method} ${path.replace(/[0-9a-z]{5}-[0-9a-z]{5}-[0-9a-z]{15}/, ":uuid")}`;

/** Reads what is to be signed on the page of the link that was sent, and signs it there. The process that serves the page may be killed. */
async function sign(email: string): Promise<void> {
  const link = urlIn(await untilEmail(site, email, "sign-agreements"), "agreements");
  const here = () => link.replace(new URL(link).origin, crash.url() ?? "");
  const isSigned = async () => {
    const { page } = await openLink(here());
    const [, hash] = /name="sign" value="([0-9a-f]{64})"/.exec(page) ?? [];
    if (hash === undefined) return true;
    const token = new URL(link).searchParams.get("token") ?? "";
    await sendForm(new URL("/agreements", here()).href, new URLSearchParams({ token, sign: hash }));
    return false;
  };
  await expect.poll(() => isSigned().catch(() => false), { interval: 200 }).toBe(true);
}

async function untilClosed(id: number): Promise<void> {
  const status = async () =>
    (await database.query<{ status: string }>("select status from requests where id = $1", [id]))[0]?.status;
  await expect.poll(status).toBe("closed");
}

/** Someone asks for an account, an admin approves it, and they sign if they have to. */
async function join({ signs = false } = {}) {
  const n = ++people;
  const email = `pn${n}@example.org`;
  const project = `lab${n}`;
  const { request } = await createRequest(
    aNewRequest({
      givenName: "Pat",
      familyName: `N${n}`,
      email,
      project,
      piEmail: "hopper@example.org",
      piName: "H",
    }),
    { by, note: "" },
    { db: database.db, workflows, now },
  );
  const approved = async () =>
    (await database.query("select 1 from approvals where request_id = $1", [request.id])).length > 0;
  const press = async () => {
    if (await approved()) return true;
    const card = sandbox
      .messages(ADMIN_CHANNEL)
      .find((each) => each.text.includes(`N${n}`) && hasButton(each, "approve"));
    if (card)
      await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" });
    return approved();
  };
  await expect.poll(press, { interval: 100 }).toBe(true);
  if (signs) await sign(email);
  await untilClosed(request.id);
  return { username: `pn${n}`, email, project };
}
type Joined = Awaited<ReturnType<typeof join>>;

const usersOf = ({ email }: Joined) =>
  arvados.state.tables.users.filter((user) => user.email?.toLowerCase() === email);
const linksOf = ({ uuid }: { readonly uuid: string }) =>
  arvados.state.tables.links
    .filter(({ tail_uuid }) => tail_uuid === uuid)
    .map(({ link_class, name, head_uuid }) => `${link_class} ${name} ${head_uuid}`);

/** What must be true of someone who has joined, wherever acct was interrupted. */
async function expectOneOfEach(person: Joined): Promise<void> {
  const [user, ...others] = usersOf(person);
  expect(others).toEqual([]);
  expect(user).toMatchObject({ is_active: true, username: person.username });
  const links = linksOf(user ?? { uuid: "" });
  expect(new Set(links).size).toBe(links.length);
  expect(links.filter((link) => link.startsWith("permission can_login"))).toHaveLength(1);
  const [group, ...more] = arvados.state.tables.groups.filter(({ name }) => name === person.project);
  expect(more).toEqual([]);
  expect(links).toContain(`permission can_write ${group?.uuid}`);
  const known =
    "select value from external_ids where system = 'Arvados' and account_id is not null and value = $1";
  await expect.poll(() => database.query(known, [user?.uuid])).toHaveLength(1);
}

it.each(
  pointsOf([
    ["POST /users", 1],
    ["POST /users/setup", 1],
    ["POST /users/:uuid/activate", 1],
    ["POST /links", 1],
  ]),
)(
  "Someone gets one account in Arvados if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = arm(point);
    await expectOneOfEach(await join());
    expect(trap.fired).toBe(true);
  },
);

it.each(
  pointsOf([
    ["POST /links", 2],
    ["POST /users/:uuid/activate", 1],
  ]),
)(
  "Someone who signs has one signature in Arvados and is active there if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const terms = content.addCollection(arvados.state, {
      name: `Terms ${people}`,
      files: { "terms.html": "Be kind." },
    });
    const required = content.requireAgreement(arvados.state, terms);
    const { links } = arvados.state.tables;
    try {
      const trap = arm(point);
      const person = await join({ signs: true });
      expect(trap.fired).toBe(true);
      await expectOneOfEach(person);
      const clicks = links.filter(({ name, head_uuid }) => name === "click" && head_uuid === terms.uuid);
      expect(clicks.map(({ tail_uuid }) => tail_uuid)).toEqual(usersOf(person).map(({ uuid }) => uuid));
    } finally {
      links.splice(links.indexOf(required), 1);
    }
  },
);

it.each(
  pointsOf([
    ["POST /groups", 1],
    ["POST /users/merge", 1],
    ["POST /links", 1],
    ["POST /users/:uuid/unsetup", 1],
    ["DELETE /links/:uuid", 3],
  ]),
)(
  "What someone who leaves owns in Arvados is the new owner's, in one project, and nothing else is left if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    if (!heir) {
      heir = await join();
      content.addGroup(arvados.state, { name: "shared", owner_uuid: usersOf(heir)[0]?.uuid ?? "" });
    }
    const [person, [owner]] = [await join(), usersOf(heir)];
    const [user] = usersOf(person);
    if (!user || !owner) throw new Error("Arvados has no such account");
    const project = content.addGroup(arvados.state, { name: "shared", owner_uuid: user.uuid });
    const inside = content.addCollection(arvados.state, { name: "inside", owner_uuid: project.uuid });
    const beside = content.addCollection(arvados.state, { name: "beside", owner_uuid: user.uuid });
    content.share(arvados.state, "can_read", admin.uuid, project.uuid);
    const trap = arm(point);
    const account = await findFormerOrAccount(database.db, person.username);
    if (!account) throw new Error("There is no such account");
    const deps = {
      ...{ db: database.db, now, workflows, provisioners: [], quotas: undefined },
      rules: someRules({ adminChannels: [`slack:${ADMIN_CHANNEL}`] }),
    };
    const { request } = await openOffboarding(
      account,
      { origin: `test:${randomUUID()}`, by, newOwner: heir.username, approval: { surface: "cli" } },
      deps,
    );
    await untilClosed(request.id);
    expect(trap.fired).toBe(true);
    expect(usersOf(person)).toMatchObject([{ is_active: false, redirect_to_user_uuid: null }]);
    expect(linksOf(user)).toEqual([]);
    const { groups } = arvados.state.tables;
    const fresh = groups.filter(
      ({ name, owner_uuid }) => name === `Data from Pat N${people}` && owner_uuid === owner.uuid,
    );
    expect(fresh).toHaveLength(1);
    expect([project, beside].map(({ owner_uuid }) => owner_uuid)).toEqual([fresh[0]?.uuid, fresh[0]?.uuid]);
    expect(inside.owner_uuid).toBe(project.uuid);
  },
);
