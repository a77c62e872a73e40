import { expect, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  choosePassword,
  hasButton,
  linkIn,
  mailsTo,
  PASSWORD,
  PIN,
  readTemplate,
} from "../../dev/local-stack/people.ts";
import { secretKeys } from "../../src/credentials/secret-keys.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { hashPin } from "../../src/pipeline/passwords/pin.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { beforeAndAfter, crashSite, pointsOf } from "./crash-site.ts";
import { newTappedSite } from "./tapped-site.ts";
import { emailsTo, untilRequest } from "./until.ts";

const site = await newTappedSite({
  settings: { slack: { messagesPerMinute: 1_000_000 }, times: { closeAfter: "0s" } },
});
const { sandbox, database, slapd, tap } = site;
if (!slapd) throw new Error("no directory");

const crash = await crashSite(site, tap);

const pinHash = await hashPin(PIN, secretKeys(Buffer.from(site.env.ACCT_SECRET_KEY ?? "", "base64")));
const workflows = buildWorkflows(
  approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
);
let people = 0;

/** A workflow from the form to the closed request. People press again if nothing happened. */
async function walk() {
  const n = ++people;
  const username = `pn${n}`;
  const email = `${username}@example.org`;
  const { request } = await createRequest(
    aNewRequest({
      givenName: "Pat",
      familyName: `N${n}`,
      email,
      piEmail: "hopper@example.org",
      piName: "H",
      pinHash,
    }),
    { by: { id: "test", name: "a test" }, note: "" },
    { db: database.db, workflows, now: () => new Date() },
  );
  await pressUntilDecided(request.id, "admin", "U0ADA", "C0ACCOUNTS", `N${n}`);
  await pressUntilDecided(request.id, "pi", "U0HOPPER", "D0HOPPER", `N${n}`);
  const welcome = await sandbox.until(
    () => emailsTo(site, email, "welcome")[0],
    `the welcome mail of ${username}`,
    60_000,
  );
  await expect.poll(() => tryToChoose(linkIn(welcome)), { interval: 500 }).toBeOneOf([200, 404]);
  await expect.poll(() => rowOf(request.id)).toMatchObject({ status: "closed" });
  return { id: request.id, username, email };
}

async function rowOf(id: number) {
  const rows = await database.query<{ status: string }>("select status from requests where id = $1", [id]);
  return rows[0];
}

async function isApproved(id: number, name: string): Promise<boolean> {
  const rows = await database.query("select 1 from approvals where request_id = $1 and name = $2", [
    id,
    name,
  ]);
  return rows.length > 0;
}

async function pressUntilDecided(
  id: number,
  by: "admin" | "pi",
  user: string,
  place: string,
  about: string,
): Promise<void> {
  await expect
    .poll(
      async () => {
        if (await isApproved(id, by)) return true;
        const card = sandbox
          .messages(place === "C0ACCOUNTS" ? place : user)
          .find((message) => new RegExp(`${about}\\b`).test(message.text) && hasButton(message, "approve"));
        if (card) await sandbox.press({ user, channel: place, ts: card.ts, actionId: "approve" });
        return isApproved(id, by);
      },
      { interval: 100 },
    )
    .toBe(true);
}

/** The status of the page, or why there is none. 404: an earlier attempt, whose response was lost, has used the link. */
async function tryToChoose(link: string): Promise<number | string> {
  const url = crash.url();
  if (!url) return "no process is running";
  return choosePassword(link, {}, url).then(
    ({ status }) => status,
    (error: Error) => error.message,
  );
}

/** What must be true after every workflow, wherever it was interrupted. */
async function expectOneOfEach({ id, username, email }: Awaited<ReturnType<typeof walk>>): Promise<void> {
  const entries = (await slapd?.search(`(uid=${username})`, "dn", "uidNumber")) ?? "";
  expect(entries.match(/^dn:/gm)).toHaveLength(1);
  expect(
    (await slapd?.search("(cn=astro)", "memberUid"))?.match(new RegExp(`^memberUid: ${username}$`, "gm")),
  ).toHaveLength(1);
  expect(await slapd?.whoami(`uid=${username},${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 0 });

  const templates = ["received", "waiting-for-pi", "approved", "welcome", "password-set", "closed"];
  // An email that was accepted when the process died is sent again under the same Message-ID, so it counts as one.
  const mailed = () => [...new Map(mailsTo(site, email, /./).map((mail) => [mail.messageId, mail])).values()];
  await expect.poll(() => mailed().map(readTemplate).sort()).toEqual(templates.sort());
  const unsent = "select template from notifications where request_id = $1 and run_at is not null";
  await expect.poll(() => database.query(unsent, [id])).toEqual([]);
  expect(mailed()).toHaveLength(templates.length);

  const events = await database.query<{ kind: string; count: number }>(
    "select kind, count(*)::int as count from events where request_id = $1 and kind in ('requested', 'approved') group by 1",
    [id],
  );
  expect(events).toEqual(
    expect.arrayContaining([
      { kind: "requested", count: 1 },
      { kind: "approved", count: 2 },
    ]),
  );
  const card = await untilRequest(site, `Pat ${username.slice(1).toUpperCase()},`, { status: "closed" });
  // The card of a request that has ended is one line.
  expect(card.blocks).toHaveLength(1);
}

const points = pointsOf([
  ["LDAP search", 7],
  ["LDAP add", 1],
  ["LDAP modify", 1],
  ["LDAP extended", 1],
  // The PI's look-up, which would be the second one, may be in a process's cache from the test before.
  ["Slack users.lookupByEmail", 1],
  ["Slack chat.postMessage", 2],
  ["Slack chat.update", 1],
  ["mail received", 1],
  ["mail welcome", 1],
]);

it.each(points)(
  "Nothing is lost and nothing is done twice if the process is killed right %s the call: %s (%i)",
  async (...point) => {
    const trap = crash.arm(point);
    const walked = await walk();
    expect(trap.fired).toBe(true);
    await expectOneOfEach(walked);
  },
);

const commits = beforeAndAfter([
  "stage-done at verify-identity",
  "waiting at await-admin",
  "approved at await-admin",
  "waiting at await-pi",
  "approved at await-pi",
  "stage-done at confirm-plan",
  "stage-done at register",
  "stage-done at create-accounts",
  "stage-done at add-memberships",
  "waiting at hand-over",
  "password-set at hand-over",
  "stage-done at hand-over",
  "stage-done at close",
]);

it.each(commits)(
  "Nothing is lost and nothing is done twice if the process is killed right %s the commit: %s",
  async (phase, event) => {
    await expectOneOfEach(await crash.killingAtCommit(phase, event, walk));
  },
);
