import { afterAll, beforeAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { PASSWORD, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { castOf, isMade, reasonFor, type Wish, wishesOf } from "./cast.ts";
import { chanceFrom } from "./chance.ts";
import { copiesIn } from "./copies.ts";
import { type Ground, openGround } from "./ground.ts";
import { DRAIN_MS, type Happened, runChaos } from "./run-chaos.ts";
import { isLiveCard } from "./staff.ts";

/*
 * A few acct processes handle a few hundred requests while faults happen at random. Nothing may be refused by mistake, lost,
 * or done twice. The seed chooses the people, faults, and clocks, but timing decides what a fault hits.
 */
const { CHAOS_SEED, CHAOS_MINUTES = "20", CHAOS_REQUESTS = "300" } = process.env;
const seed = Number(CHAOS_SEED ?? Math.floor(Math.random() * 1e6));
const ms = Number(CHAOS_MINUTES) * 60_000;
const people = castOf(Number(CHAOS_REQUESTS), chanceFrom(seed, "people"));
const made = people.filter(({ account }) => isMade(account));
/** Each login takes a second, so only this many people log in. */
const SAMPLE = 20;

let ground: Ground;
let happened: Happened;

beforeAll(
  async () => {
    console.log(`CHAOS_SEED=${seed} CHAOS_MINUTES=${CHAOS_MINUTES} CHAOS_REQUESTS=${CHAOS_REQUESTS}`);
    ground = await openGround(people);
    happened = await runChaos(ground, people, { seed, ms });
    console.log(summary());
  },
  ms + DRAIN_MS + 300_000,
);
afterAll(() => ground?.stop());

it("All work is finished soon after the last fault", () => {
  expect(happened.drainedMs).toBeLessThan(DRAIN_MS);
});

it("There is one request for each wish, and it ends as its people decided", async () => {
  const rows = await ground.query<{ kind: string; email: string; status: string; problem: string | null }>(
    "select kind, email, status, problem from requests",
  );
  const ends = rows.map(({ kind, email, status, problem }) =>
    inWords(kind, email, status === "refused" ? `refused: ${problem}` : status),
  );
  expect(ends.toSorted()).toEqual(people.flatMap(wishesOf).map(wantedEnd).toSorted());
});

it("Each approved person has one entry with a unique number and is in each of their groups once, and no one else is in the directory", async () => {
  const slapd = ground.site.slapd;
  const entries = (await slapd?.search("(objectClass=posixAccount)", "uid", "uidNumber")) ?? "";
  const valuesOf = (name: string, ldif: string) =>
    [...ldif.matchAll(new RegExp(`^${name}: (.*)$`, "gm"))].map(([, value = ""]) => value).toSorted();
  expect(valuesOf("uid", entries)).toEqual(made.map(({ username }) => username).toSorted());
  const numbers = valuesOf("uidNumber", entries);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const [project, wishes] of Map.groupBy(people.flatMap(wishesOf), (wish) => wish.project)) {
    const members = valuesOf("memberUid", (await slapd?.search(`(cn=${project})`, "memberUid")) ?? "");
    expect(members, project).toEqual(
      wishes
        .filter(isMade)
        .map(({ person }) => person.username)
        .toSorted(),
    );
  }
});

it("Approved people can log in with the password that they chose", async () => {
  for (const { username } of made.slice(-SAMPLE)) {
    const dn = `uid=${username},${LDAP.peopleDn}`;
    expect(await ground.site.slapd?.whoami(dn, PASSWORD), username).toMatchObject({ code: 0 });
  }
});

it("No email is sent twice, unless the process was killed, cut off, or paused right after sending it", async () => {
  const { wrong } = copiesIn(ground.sent, ground.crew.absences);
  expect(wrong.map(({ what, at }) => `${what}\n${aroundThen(at)}`)).toEqual([]);
  expect(await ground.query("select key, problem from notifications where sent_at is null")).toEqual([]);
});

it("The audit log is intact, and the registry and the directory agree", async () => {
  expect(await ground.site.run("audit", "verify")).toMatchObject({ code: 0 });
  expect(await ground.site.run("reconcile")).toMatchObject({ code: 0 });
});

it("Every request was shown to the admins, no card is still open, and every press has been handled", async () => {
  const { sandbox } = ground.site;
  const places = [...sandbox.workspace.channels.values()];
  const live = places.flatMap(({ messages }) => messages.filter(isLiveCard).map(readText));
  expect(live).toEqual([]);
  const shown = sandbox.messages(ADMIN_CHANNEL).map(({ text }) => text);
  const unseen = people.filter(
    // A request that is withdrawn at once may end before the admins' card is posted.
    ({ familyName, account }) =>
      account.fate !== "withdrawn" && !shown.some((text) => new RegExp(`\\b${familyName}\\b`).test(text)),
  );
  expect(unseen).toEqual([]);
  expect(await ground.query("select action from interactions where finished_at is null")).toEqual([]);
});

it("No card, message, email, event, or problem quotes an SQL statement, a value, or a line of code", async () => {
  const { sandbox, mailCatcher } = ground.site;
  const written = await ground.query<{ text: string }>(
    `select note || detail::text as text from events
     union all select problem from requests where problem is not null
     union all select problem from notifications where problem is not null
     union all select problem from views where problem is not null`,
  );
  const said = [...sandbox.workspace.channels.values()].flatMap(({ messages }) => messages.map(readText));
  const mailed = mailCatcher.mails.map(({ subject, text, html }) => `${subject}\n${text}\n${html}`);
  const texts = [...written.map(({ text }) => text), ...said, ...mailed];
  expect(texts.filter((text) => CODE.test(text))).toEqual([]);
});

it("No process ends unexpectedly, or fails to start", () => {
  expect(ground.crew.surprises).toEqual([]);
});

const CODE =
  /Failed query|\binsert into\b|\bupdate "|\bselect .* from\b|\bparams:|\$argon2|\bat .*:\d+:\d+|node:internal|TypeError|undefined/i;

const inWords = (kind: string, email: string, end: string) => `${kind} of ${email}: ${end}`;

function wantedEnd(wish: Wish): string {
  const { kind, fate, person } = wish;
  const unmade = fate.startsWith("denied") ? `refused: ${reasonFor(wish)}` : fate;
  return inWords(kind, person.email, isMade(wish) ? "closed" : unmade);
}

const AROUND_MS = 15_000;

/** The faults around that time, which help to find the cause. */
function aroundThen(at: number): string {
  const seconds = (time: number) => ((time - at) / 1000).toFixed(1);
  return happened.diary
    .filter(({ from, until }) => from < at + AROUND_MS && until > at - AROUND_MS)
    .map(({ text, from, until }) => `  ${seconds(from)} s to ${seconds(until)} s: ${text}`)
    .join("\n");
}

function summary(): string {
  const { crew, sent } = ground;
  const { excused } = copiesIn(sent, crew.absences);
  const count = (which: keyof typeof excused) => crew.absences.filter(({ how }) => how === which).length;
  const lines = [...Map.groupBy(happened.diary, ({ name }) => name)].map(
    ([name, { length }]) => `${String(length).padStart(4)}  ${name}`,
  );
  return `${lines.toSorted().toReversed().join("\n")}
${people.flatMap(wishesOf).length} requests, ${sent.length} mails; ${count("killed")} processes killed, ${count("cut off")} cut off while they stopped
mails sent again because a process was killed: ${excused.killed}, was cut off: ${excused["cut off"]}, was paused: ${excused.paused}
all done ${(happened.drainedMs ?? Number.NaN) / 1000} s after the last fault`;
}
