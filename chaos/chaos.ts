import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import pg from "pg";
import { wrongClock } from "../test/services/faketime.ts";
import { startPostgres } from "../test/services/postgres.ts";
import { startSilentServer } from "../test/services/silent-server.ts";
import { openSite } from "../test/services/site.ts";
import { startTcpRelay, type TcpRelay } from "../test/services/tcp-relay.ts";
import { workFolder } from "../test/services/work-folder.ts";
import { hireCrew, RIGHT, runOf } from "./crew.ts";
import { FAULTS, heal } from "./faults.ts";
import { asker, choosePasswords, press } from "./people.ts";
import { chanceFrom } from "./random.ts";
import { copies, judge, type SentMail } from "./verdict.ts";

/*
 * Some processes of acct, some hundred requests, and whatever can go wrong, at random: nothing may be refused by mistake,
 * lost, or done twice. The seed chooses the faults; what they hit is up to the moment.
 */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "20" },
    requests: { type: "string", default: "300" },
    processes: { type: "string", default: "3" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 1e6)) },
  },
});
const minutes = Number(values.minutes);
const requests = Number(values.requests);
const chance = chanceFrom(Number(values.seed));
console.log(`seed ${values.seed}: ${requests} requests in ${minutes} minutes, ${values.processes} processes`);

/** Half of all processes have a clock that is right. */
const CLOCKS = [RIGHT, RIGHT, RIGHT, "+1h", "-1h", "+1d"] as const;
const HEALED_MS = 5 * 60_000;

const folder = await workFolder("chaos");
const postgres = await startPostgres({ folder: join(folder, "postgres") });
const directUrl = await postgres.createDatabase("chaos");
const database = await startTcpRelay(Number(new URL(directUrl).port));
let directory: TcpRelay | undefined;
const site = await openSite({
  folder,
  databaseUrl: directUrl.replace(/:\d+\//, `:${database.port}/`),
  requireTls: false,
  certificateVariables: await wrongClock("-2d"),
  entries: "dn: cn=astro,ou=groups,dc=example,dc=org\nobjectClass: posixGroup\ncn: astro\ngidNumber: 5001\n",
  ldapUrl: async ({ plainUrl }) => {
    directory = await startTcpRelay(Number(new URL(plainUrl).port));
    return `ldap://127.0.0.1:${directory.port}`;
  },
  settings: { slack: { messagesPerMinute: 1_000_000, digestAbove: 1000 }, times: { closeAfter: "0s" } },
});
if (!directory) throw new Error("there is no directory");
const silent = await startSilentServer();
await site.run("migrate");
const crew = await hireCrew(site, Number(values.processes), folder);
const own = new pg.Pool({ connectionString: directUrl, max: 2 });
const query = async <Row>(statement: string) => (await own.query(statement)).rows as Row[];
const target = { site, crew, chance, database, directory, silentPort: silent.port, query };

const sent: SentMail[] = [];
site.mailCatcher.afterAccept = (_, port) => {
  const mail = site.mailCatcher.mails.at(-1);
  const seat = crew.seats.find((one) => one.mail.carries(port));
  if (!mail || !seat) return;
  const { messageId, subject, to } = mail;
  sent.push({ messageId, subject, to: to.join(", "), by: runOf(seat), at: Date.now() });
};

await crew.fill(RIGHT);
const { ask, close } = await asker(directUrl, site);
const over = new AbortController();
const people = [press(site, over.signal), choosePasswords(site, crew, over.signal)];

const endsAt = Date.now() + minutes * 60_000;
const counts = new Map<string, number>();
const running = new Set<Promise<void>>();
async function breakThings(): Promise<void> {
  while (Date.now() < endsAt) {
    const name = chance.of(Object.keys(FAULTS));
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const fault: Promise<void> = (FAULTS[name]?.(target) ?? Promise.resolve())
      .catch((error: Error) => console.error(`${name}: ${error.message}`))
      .finally(() => running.delete(fault));
    running.add(fault);
    await pause(chance.between(1000, 4000));
  }
}
async function refill(): Promise<void> {
  while (Date.now() < endsAt) {
    await crew.fill(chance.of(CLOCKS));
    await pause(500);
  }
}
async function open(): Promise<void> {
  for (let n = 0; n < requests; n++) {
    await ask(n);
    await pause((minutes * 60_000) / requests / 1.1);
  }
}
/** Nobody waits the hours that pass before a failed stage is tried for the last time. */
async function passTime(): Promise<void> {
  await query(
    "update requests set run_at = now() where status = 'running' and attempt > 0 and lease_token is null and run_at > now()",
  );
  await query(
    "update messages set run_at = now() where attempt > 0 and lease_token is null and run_at > now()",
  );
}
async function isOver(): Promise<boolean> {
  const [left] = await query<{ open: number; unsent: number }>(
    `select (select count(*)::int from requests where status in ('running', 'waiting', 'stuck')) as open,
            (select count(*)::int from messages where sent_at is null and run_at is not null) as unsent`,
  );
  return left?.open === 0 && left.unsent === 0;
}

const passing = setInterval(() => void passTime().catch(() => undefined), 5000);
await Promise.all([open(), breakThings(), refill()]);
await Promise.all(running);
heal(target);
await crew.fill(RIGHT);
const healedAt = Date.now();
while (!(await isOver()) && Date.now() - healedAt < HEALED_MS) await pause(500);
const healedMs = Date.now() - healedAt;
clearInterval(passing);
over.abort();
await Promise.all(people);

const wrong = await judge({ site, crew, sent, requests, query });
const { excused } = copies(sent, crew);
const cards = site.sandbox.messages("C0ACCOUNTS").filter(({ onlyFor }) => !onlyFor).length;
console.log(
  `\n${[...counts]
    .map(([name, count]) => `${String(count).padStart(4)}  ${name}`)
    .toSorted()
    .toReversed()
    .join("\n")}`,
);
console.log(
  `\n${[...counts.values()].reduce((sum, count) => sum + count, 0)} faults, ${crew.killedAt.size} processes killed, ` +
    `${sent.length} mails (${excused} sent again for a process that was killed), ${cards} admin cards; ` +
    `all closed ${(healedMs / 1000).toFixed(1)} s after the last fault`,
);
console.log(
  wrong.length === 0 ? "Nothing is wrong." : `${wrong.length} things are wrong:\n${wrong.join("\n")}`,
);

await crew.stop();
await site.stop();
await Promise.all([close(), own.end(), silent.stop(), database.stop(), directory.stop()]);
await postgres.stop();
await rm(folder, { recursive: true, force: true });
process.exitCode = wrong.length === 0 ? 0 : 1;
