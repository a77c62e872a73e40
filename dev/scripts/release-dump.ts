import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { startDebianPostgres } from "../local-stack/debian-postgres.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  linkIn,
  press,
  pressAndFill,
  readTemplate,
} from "../local-stack/people.ts";
import { run } from "../local-stack/run.ts";
import { openSite, type Site } from "../local-stack/site.ts";

/*
 * Writes test/upgrade/<release>.sql: the database of this release with requests in every state that people can cause. Run it
 * once for each release: npm run release-dump -- 0.1.0
 */
const release = process.argv[2];
if (!release || !/^\d+\.\d+\.\d+$/.test(release)) throw new Error("Name the release, such as 0.1.0.");

const ASTRO = `dn: cn=astro,ou=groups,dc=example,dc=org
objectClass: posixGroup
cn: astro
gidNumber: 5001
`;
const SPAMMER = { project: "spam", projectKind: "new", pi: "", reason: "Buy!" };

const folder = await mkdtemp(join(tmpdir(), "acct-release-dump-"));
// PostgreSQL refuses to run as root, so it may run as another user, who must be able to enter this folder.
await chmod(folder, 0o755);
const postgres = await startDebianPostgres(join(folder, "postgres"));
const { PGUSER, PGPASSWORD, PGHOST, PGPORT } = postgres.env;
await sh("createdb", "acct");
const databaseUrl = `postgres://${PGUSER}:${PGPASSWORD}@${PGHOST}:${PGPORT}/acct`;
const site = await openSite({ folder: join(folder, "site"), databaseUrl, entries: ASTRO });
try {
  await expectSuccess(site.run("migrate"));
  await site.start();
  await tellStory(site);
  await Promise.all(site.processes.map((acct) => acct.stop()));
  const { stdout } = await sh("pg_dump", "--no-owner", "--no-privileges", "acct");
  await writeFile(new URL(`../../test/upgrade/${release}.sql`, import.meta.url), stdout);
} finally {
  await site.stop();
  await postgres.down();
  await rm(folder, { recursive: true, force: true });
}

/** Amy has an account and wants to join a project; Ben waits for the PI, and Zoë for an admin; Layla is denied; Emma sends spam. */
async function tellStory({ sandbox, mailCatcher, ...rest }: Site): Promise<void> {
  const people: Site = { sandbox, mailCatcher, ...rest };
  await ask(people, "U0AMY");
  await approveAsAdmin(people, "Amy Ash");
  await approveAsPi(people, "Amy Ash");
  const welcome = await sandbox.until(
    () => mailCatcher.mails.find((mail) => readTemplate(mail) === "welcome"),
    "Amy's welcome email",
  );
  await choosePassword(linkIn(welcome));
  await untilRow("email = 'amy@example.org' and waits_for = 'closing-time'");

  await ask(people, "U0BEN");
  await approveAsAdmin(people, "Ben Birch");
  await untilRow("email = 'ben@example.org' and waits_for = 'pi'");

  await ask(people, "U0LAYLA", { username: "layla" });
  await pressAndFill(people, "U0ADA", ["deny", "ليلى"], { reason: "Please apply with your work address." });
  await untilRow("email = 'layla@example.org' and status = 'refused'");

  await ask(people, "U0NOETHER", SPAMMER);
  await press(people, "U0ADA", "spam", "Emma Noether");
  await untilRow("email = 'noether@example.org' and status = 'spam'");
  await ask(people, "U0NOETHER", SPAMMER);
  await untilRow("email = 'noether@example.org' and status = 'quarantined'");

  await ask(people, "U0ZOE");
  await pressAndFill(people, "U0ADA", ["ask", "Zoë"], { question: "Which software do you need?" });
  await untilRow("email = 'zoe@example.org' and question is not null");
  await untilRow(
    "not exists (select from events e left join audit_seals s on s.event_id = e.id where s.event_id is null)",
  );
  await untilRow("not exists (select from notifications where sent_at is null)");
}

async function untilRow(condition: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const isThere = async () =>
      (await client.query(`select 1 from requests where ${condition} limit 1`)).rowCount === 1;
    for (const until = performance.now() + 60_000; !(await isThere()); await delay(100)) {
      if (performance.now() > until) throw new Error(`Timed out waiting for a request where ${condition}.`);
    }
  } finally {
    await client.end();
  }
}

function sh(program: string, ...args: string[]) {
  return expectSuccess(run(join(postgres.bin, program), args, { env: postgres.env }));
}

async function expectSuccess(running: ReturnType<typeof run>) {
  const ran = await running;
  if (ran.code !== 0) throw new Error(ran.stderr);
  return ran;
}
