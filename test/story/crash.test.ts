import pg from "pg";
import { afterAll, afterEach, beforeEach, expect, it } from "vitest";
import { journeysFor } from "../../src/pipeline/journeys.ts";
import { openRequest } from "../../src/pipeline/open-request.ts";
import { hashPin } from "../../src/pipeline/pin.ts";
import { secretKeys } from "../../src/secret-keys.ts";
import { aNewRequest } from "../a-new-request.ts";
import { LDAP } from "../services/ldap-names.ts";
import type { AcctProcess } from "../services/site.ts";
import { ownerOfPort } from "../services/socket-owner.ts";
import { choosePassword, hasButton, linkIn, mailsTo, PASSWORD, PIN, textOf } from "./people.ts";
import { newTappedSite } from "./tapped-site.ts";

/*
 * Two processes share the work. In each test one of them is killed (SIGKILL) at one point of a journey,
 * right before or right after a call to the outside or a commit; the other has to bring the journey to its end.
 */

const site = await newTappedSite({
  settings: { slack: { messagesPerMinute: 1_000_000 }, times: { closeAfter: "0s" } },
});
const { sandbox, mailCatcher, database, slapd, tap } = site;
if (!slapd) throw new Error("no directory");

// Every event waits for this lock, which a test takes to hold a process right before it commits.
const LOCK = 77;
await database.query(`
  create function wait_at_event() returns trigger language plpgsql as $$
  begin
    perform pg_advisory_xact_lock_shared(${LOCK}, hashtext(new.kind || ' at ' || new.stage));
    return new;
  end $$;
  create trigger wait_at_event before insert on events for each row execute function wait_at_event()`);
const holder = new pg.Client({ connectionString: database.url });
await holder.connect();

const alive = new Map<number, AcctProcess>();
const starting = new Set<Promise<void>>();
/** Of processes that nobody has killed. */
const deaths: string[] = [];
function startAnother(): void {
  const start: Promise<void> = site
    .start()
    .then((acct) => {
      alive.set(acct.pid, acct);
      void acct.ended.then((how) => {
        if (alive.delete(acct.pid)) deaths.push(`${how}\n${acct.log()}`);
      });
    })
    .finally(() => starting.delete(start));
  starting.add(start);
}
startAnother();
startAnother();
beforeEach(async () => {
  await Promise.all(starting);
});
afterEach(() => {
  disarm();
  expect(deaths).toEqual([]);
});
afterAll(async () => {
  await Promise.all(starting);
  await holder.end();
  alive.clear();
  await site.stop();
});

/** Kills whichever process has this end of a connection. */
function killOwner(port: number): void {
  const pid = ownerOfPort(port, [...alive.keys()]);
  if (pid === undefined) throw new Error(`nobody of us holds port ${port}`);
  alive.get(pid)?.kill();
  alive.delete(pid);
  startAnother();
}

type Point = readonly [phase: "before" | "after", what: string, nth: number];

/** Kills the process that comes to this point. `fired` tells whether one did. */
function arm([phase, what, nth]: Point): { fired: boolean } {
  const trap = { fired: false };
  let seen = 0;
  const spring = (happening: string, port: number): boolean => {
    if (trap.fired || happening !== what || ++seen < nth) return false;
    trap.fired = true;
    killOwner(port);
    return true;
  };
  const cut = (happening: string, port: number) => (spring(happening, port) ? "cut" : undefined);
  tap[phase] = (operation, port) => cut(`LDAP ${operation}`, port);
  (phase === "before" ? sandbox.beforeCall : sandbox.afterCall)(({ method }, port) =>
    cut(`Slack ${method}`, port),
  );
  mailCatcher[phase === "before" ? "beforeAccept" : "afterAccept"] = (subject, port) => {
    if (spring(`mail ${subject.replace(/\d+|\w+\d+/g, "").trim()}`, port)) throw new Error("cut");
  };
  return trap;
}

function disarm(): void {
  Object.assign(tap, { before: undefined, after: undefined });
  sandbox.beforeCall(undefined);
  sandbox.afterCall(undefined);
  Object.assign(mailCatcher, { beforeAccept: undefined, afterAccept: undefined });
}

/** Kills the process that is about to commit this event, or that has just committed it and does not know yet. */
async function killAtCommit(phase: "before" | "after", event: string): Promise<void> {
  const waiting = `
    select a.pid, a.client_port from pg_locks l join pg_stat_activity a using (pid)
    where l.locktype = 'advisory' and l.classid = ${LOCK} and not l.granted`;
  const find = () => database.query<{ pid: number; client_port: number }>(waiting);
  await expect.poll(find, { interval: 10 }).not.toEqual([]);
  const [backend] = await find();
  if (!backend) throw new Error("the commit did not wait");
  killOwner(backend.client_port);
  if (phase === "before") await database.query("select pg_terminate_backend($1)", [backend.pid]);
  await holder.query("select pg_advisory_unlock($1, hashtext($2))", [LOCK, event]);
}

const pinHash = await hashPin(PIN, secretKeys(Buffer.from(site.env.ACCT_SECRET_KEY ?? "", "base64")));
const journeys = journeysFor({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] });
let people = 0;

/** Somebody's journey from the form to the closed request; people press again when nothing came of it. */
async function walk() {
  const n = ++people;
  const username = `pn${n}`;
  const email = `${username}@example.org`;
  const { request } = await openRequest(
    aNewRequest({
      givenName: "Pat",
      familyName: `N${n}`,
      email,
      piEmail: "hopper@example.org",
      piName: "H",
      pinHash,
    }),
    { by: { id: "test", name: "a test" }, note: "" },
    { db: database.db, journeys, now: () => new Date() },
  );
  await pressUntilDecided(request.id, "admin", "U0ADA", "C0ACCOUNTS", `N${n}`);
  await pressUntilDecided(request.id, "pi", "U0HOPPER", "D0HOPPER", `N${n}`);
  const welcome = await sandbox.until(
    () => mailsTo(site, email, /ready: choose/)[0],
    `the welcome mail of ${username}`,
    20_000,
  );
  await expect.poll(() => tryToChoose(linkIn(welcome)), { interval: 500 }).toMatch(/is set/);
  await expect.poll(() => rowOf(request.id)).toMatchObject({ status: "closed" });
  return { id: request.id, username, email };
}

async function rowOf(id: number) {
  const rows = await database.query<{ status: string; decisions: Record<string, unknown> }>(
    "select status, decisions from requests where id = $1",
    [id],
  );
  return rows[0];
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
        if ((await rowOf(id))?.decisions[by]) return true;
        const card = sandbox
          .messages(place === "C0ACCOUNTS" ? place : user)
          .find((message) => new RegExp(`${about}\\b`).test(message.text) && hasButton(message, "approve"));
        if (card) await sandbox.press({ user, channel: place, ts: card.ts, actionId: "approve" });
        return ((await rowOf(id))?.decisions[by] ?? false) && true;
      },
      { interval: 100 },
    )
    .toBe(true);
}

async function tryToChoose(link: string): Promise<string> {
  const [any] = alive.values();
  if (!any) return "nobody is at work";
  return choosePassword(link, {}, any.url).then(
    ({ page }) => page,
    (error: Error) => error.message,
  );
}

/** What must be true after every journey, however it was interrupted. */
async function expectOneOfEach({ id, username, email }: Awaited<ReturnType<typeof walk>>): Promise<void> {
  const entries = (await slapd?.search(`(uid=${username})`, "dn", "uidNumber")) ?? "";
  expect(entries.match(/^dn:/gm)).toHaveLength(1);
  expect(
    (await slapd?.search("(cn=astro)", "memberUid"))?.match(new RegExp(`^memberUid: ${username}$`, "gm")),
  ).toHaveLength(1);
  expect(await slapd?.whoami(`uid=${username},${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 0 });

  const letters = ["received", "waiting-for-pi", "approved", "welcome", "password-set", "closed"];
  const isSent = () =>
    database.query<{ letter: string }>(
      "select letter from messages where request_id = $1 and sent_at is not null",
      [id],
    );
  const all = letters.map((letter) => expect.objectContaining({ letter }));
  await expect.poll(isSent).toEqual(expect.arrayContaining(all));
  // A mail whose acceptance got lost with the process goes out again under the same Message-ID, which makes it one mail.
  const ids = mailsTo(site, email, /./).map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(letters.length);

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
  await sandbox.until(
    () =>
      sandbox
        .messages("C0ACCOUNTS")
        .some(
          (message) =>
            message.text.includes(username.slice(1).toUpperCase()) && /closed/.test(textOf(message)),
        ),
    "a closed card",
  );
}

const outside: [what: string, times: number][] = [
  ["LDAP search", 7],
  ["LDAP add", 1],
  ["LDAP modify", 1],
  ["LDAP extended", 1],
  ["Slack users.lookupByEmail", 2],
  ["Slack chat.postMessage", 2],
  ["Slack chat.update", 1],
  ["mail Campus Research Computing: We have your request", 1],
  ["mail Campus Research Computing: Your account is ready: choose a password", 1],
];
const points = outside.flatMap(([what, times]) =>
  Array.from({ length: times }, (_, nth): Point[] => [
    ["before", what, nth + 1],
    ["after", what, nth + 1],
  ]).flat(),
);

it.each(points)(
  "Killed right %s the call: %s (%i), nothing is lost and nothing is done twice",
  async (...point) => {
    const trap = arm(point);
    const walked = await walk();
    expect(trap.fired).toBe(true);
    await expectOneOfEach(walked);
  },
);

const commits = [
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
  "stage-done at update-ticket",
  "stage-done at close",
].flatMap((event) => [["before", event] as const, ["after", event] as const]);

it.each(commits)(
  "Killed right %s the commit: %s, nothing is lost and nothing is done twice",
  async (phase, event) => {
    await holder.query("select pg_advisory_lock($1, hashtext($2))", [LOCK, event]);
    const [walked] = await Promise.all([walk(), killAtCommit(phase, event)]);
    await expectOneOfEach(walked);
  },
);
