import { expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { choosePassword, hasButton, linkIn, PIN } from "../../dev/local-stack/people.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { findAccountByUsername } from "../../src/db/accounts.ts";
import type { Account } from "../../src/db/tables/accounts.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { createPasswordRequest } from "../../src/pipeline/passwords/create-password-request.ts";
import { hashPin } from "../../src/pipeline/passwords/pin.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { beforeAndAfter, crashSite, type Point, pointsOf } from "./crash-site.ts";
import { astro } from "./new-site.ts";
import { newTappedSite } from "./tapped-site.ts";
import { emailsTo } from "./until.ts";

/* Requests from a person who already has an account: for another project, and for another password. */

const USERNAME = "pn0";
const EMAIL = `${USERNAME}@example.org`;
const PROJECTS = 30;
const pi = { piEmail: "hopper@example.org", piName: "H" };
const projects = Array.from(
  { length: PROJECTS },
  (_, n) => `
dn: cn=lab${n},ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: lab${n}
gidNumber: ${5100 + n}
`,
);

const site = await newTappedSite({
  entries: [astro, ...projects].join(""),
  settings: {
    approvals: { account: ["admin"] },
    projects: Object.fromEntries(Array.from({ length: PROJECTS }, (_, n) => [`lab${n}`, { pi: pi.piEmail }])),
    slack: { messagesPerMinute: 1_000_000 },
    times: { closeAfter: "0s" },
  },
});
const { sandbox, database, slapd, tap } = site;
const crash = await crashSite(site, tap);
const workflows = buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] }));
const deps = { db: database.db, workflows, now: () => new Date() };
const asked = { by: { id: "test", name: "a test" }, note: "" };
const pinHash = await hashPin(PIN, secretKeys(Buffer.from(site.env.ACCT_SECRET_KEY ?? "", "base64")));
const person = { givenName: "Pat", familyName: "N0", email: EMAIL, pinHash };
let account: Account;

it("A person gets an account, and requests more afterward", async () => {
  const { request } = await createRequest(aNewRequest({ ...person, ...pi }), asked, deps);
  await pressUntil("admin", request.id);
  const link = await untilLink();
  await untilSet(link, "the very first password");
  await untilClosed(request.id);
  const found = await findAccountByUsername(database.db, USERNAME);
  if (!found) throw new Error("no account");
  account = found;
});

async function pressUntil(by: "admin" | "pi", id: number): Promise<void> {
  const [user, place, look] =
    by === "admin" ? ["U0ADA", "C0ACCOUNTS", "C0ACCOUNTS"] : ["U0HOPPER", "D0HOPPER", "U0HOPPER"];
  const isDecided = async () => {
    const [row] = await database.query<{ said: boolean }>(
      "select exists (select from approvals where request_id = $1 and name = $2) as said",
      [id, by],
    );
    return row?.said ?? false;
  };
  await expect
    .poll(
      async () => {
        if (await isDecided()) return true;
        const card = sandbox.messages(look).findLast((message) => hasButton(message, "approve"));
        // The process that receives the press may be the one that dies; people press again.
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

const untilLink = async () =>
  linkIn(await sandbox.until(() => emailsTo(site, EMAIL, "welcome")[0], "the welcome mail"));

async function untilSet(link: string, password: string): Promise<void> {
  const tryIt = async () => {
    const url = crash.url();
    if (!url) return false;
    const sent = await choosePassword(link, { password, confirm_password: password }, url).catch(
      () => undefined,
    );
    // 404: an earlier attempt, whose response was lost, has used the link.
    return sent?.status === 200 || sent?.status === 404;
  };
  await expect.poll(tryIt, { interval: 500 }).toBe(true);
}

const untilClosed = (id: number) =>
  expect
    .poll(() => database.query("select status from requests where id = $1", [id]))
    .toEqual([{ status: "closed" }]);

/** Each of these emails was sent, and none under two Message-IDs. */
async function expectEmails(id: number, templates: readonly string[]): Promise<void> {
  await expect
    .poll(() =>
      database.query(
        "select template from notifications where request_id = $1 and sent_at is not null order by 1",
        [id],
      ),
    )
    .toEqual(templates.toSorted().map((template) => ({ template })));
  const marks = await database.query<{ mark: string }>(
    "select mark from notifications where request_id = $1",
    [id],
  );
  const ids = site.mailCatcher.mails
    .map(({ messageId }) => messageId)
    .filter((each) => marks.some(({ mark }) => each.includes(mark)));
  expect(new Set(ids).size).toBe(templates.length);
}

let next = 0;
/** From the request for a membership to the membership. */
async function join(): Promise<void> {
  const project = `lab${next++}`;
  const membership = {
    ...person,
    ...pi,
    kind: "membership" as const,
    username: USERNAME,
    project,
    pinHash: null,
  };
  const { request } = await createRequest({ ...aNewRequest(membership) }, asked, deps);
  await pressUntil("pi", request.id);
  await untilClosed(request.id);
  const group = (await slapd?.search(`(cn=${project})`, "memberUid")) ?? "";
  expect(group.match(new RegExp(`^memberUid: ${USERNAME}$`, "gm"))).toHaveLength(1);
  const memberships = `select 1 from memberships m join projects p on p.id = m.project_id
    where p.name = $1 and m.account_id = $2`;
  expect(await database.query(memberships, [project, account.id])).toHaveLength(1);
  await expectEmails(request.id, ["received", "waiting-for-pi", "approved", "joined", "closed"]);
}

/** From the request for a password to the login. */
async function renew(): Promise<void> {
  const password = `quiet otters read map ${next++}`;
  const before = new Set(emailsTo(site, EMAIL, "new-password").map(({ messageId }) => messageId));
  const input = { origin: `crash:${password}`, by: asked.by, pinHash };
  const { request } = await createPasswordRequest(account, input, deps);
  const mail = await sandbox.until(
    () => emailsTo(site, EMAIL, "new-password").find(({ messageId }) => !before.has(messageId)),
    "the mail with the link",
    30_000,
  );
  await untilSet(linkIn(mail), password);
  await untilClosed(request.id);
  expect(await slapd?.whoami(`uid=${USERNAME},${LDAP.peopleDn}`, password)).toMatchObject({ code: 0 });
  const links = "select used_at is not null as used from password_links where request_id = $1";
  expect(await database.query(links, [request.id])).toEqual([{ used: true }]);
  const sets = "select 1 from events where request_id = $1 and kind = 'password-set'";
  expect(await database.query(sets, [request.id])).toHaveLength(1);
}

async function withTrap(point: Point, walk: () => Promise<void>): Promise<void> {
  const trap = crash.arm(point);
  await walk();
  expect(trap.fired).toBe(true);
}

it.each(
  pointsOf([
    ["LDAP search", 1],
    ["LDAP modify", 1],
    ["Slack chat.postMessage", 1],
  ]),
)(
  "A membership is neither lost nor created twice if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    await withTrap(point, join);
  },
);

it.each(
  beforeAndAfter([
    "stage-done at verify-member",
    "waiting at await-pi",
    "approved at await-pi",
    "stage-done at confirm-plan",
    "stage-done at join-project",
    "stage-done at close",
  ]),
)(
  "A membership is neither lost nor created twice if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, join),
);

it.each(
  pointsOf([
    ["LDAP extended", 1],
    ["mail new-password", 1],
  ]),
)(
  "A new password is neither lost nor set twice if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    await withTrap(point, renew);
  },
);

it.each(
  beforeAndAfter([
    "waiting at hand-over",
    "password-set at hand-over",
    "stage-done at hand-over",
    "stage-done at close",
  ]),
)(
  "A new password is neither lost nor set twice if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, renew),
);
