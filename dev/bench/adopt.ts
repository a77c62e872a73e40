import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { openFileSource } from "../../src/adopt/open-file-source.ts";
import { adopt } from "../../src/commands/adopt.ts";
import { type Db, openDatabase } from "../../src/db/client.ts";
import type { Source } from "../../src/provisioners/found.ts";
import type { Postgres } from "../local-stack/postgres.ts";

const PER_PROJECT = 40;

/** Measures, in milliseconds, how long an adoption of many people from an LDIF and a Slurm dump takes, and what of it is reading. */
export async function benchAdopt(postgres: Postgres, template: string, folder: string, people: number) {
  const [ldif, dump] = [join(folder, "people.ldif"), join(folder, "slurm.dump")];
  await writeFile(ldif, writeLdif(people));
  await writeFile(dump, writeDump(people));
  const sources = [openFileSource("ldif", ldif), openFileSource("sacctmgr-dump", dump)];
  const readingMs = await time(async () => {
    for (const { read } of sources) await read(() => undefined);
  });
  const { db, close } = openDatabase(
    { url: await postgres.createDatabase(`bench_adopt_${people}`, template) },
    () => undefined,
  );
  try {
    const run = (dryRun: boolean) => adoptAll(db, sources, dryRun);
    const dryRunMs = await time(() => run(true));
    const firstMs = await time(() => run(false));
    const againMs = await time(() => run(false));
    const liveBytes = await measureLiveHeap((onStep) => adoptAll(db, sources, false, onStep));
    const plainMs = await loadPlainly(db, await postgres.createDatabase(`bench_plain_${people}`, template));
    const [{ count = 0 } = {}] = (
      await db.$client.query<{ count: number }>("select count(*)::int as count from accounts")
    ).rows;
    return { readingMs, dryRunMs, firstMs, againMs, plainMs, accounts: count, liveBytes };
  } finally {
    await close();
  }
}

/** What an adoption writes, in an order in which each row comes after those that it points to. */
const WRITTEN = ["people", "accounts", "projects", "external_ids", "identities", "memberships", "events"];

/** Writes the same rows into an empty database, with one plain statement per table, and returns how long that took. */
async function loadPlainly(from: Db, url: string): Promise<number> {
  const { db, close } = openDatabase({ url }, () => undefined, { limits: false });
  let tookMs = 0;
  try {
    for (const table of WRITTEN) {
      const [{ rows = "[]" } = {}] = (
        await from.$client.query<{ rows: string }>(`select jsonb_agg(t)::text as rows from ${table} t`)
      ).rows;
      tookMs += await time(() =>
        db.$client.query(
          `insert into ${table} overriding system value select * from jsonb_populate_recordset(null::${table}, $1)`,
          [rows],
        ),
      );
    }
    return tookMs;
  } finally {
    await close();
  }
}

const adoptAll = (db: Db, sources: readonly Source[], dryRun: boolean, onStep?: () => void) =>
  adopt({
    db,
    sources,
    rules: { numbers: { from: 1000, to: 1_000_000 }, isReserved: () => false },
    registry: { uidNumbers: { from: 20_000, to: 59_999 }, gidNumbers: { from: 20_000, to: 59_999 } },
    by: { actor: "bench", actorName: "bench", verifiedBy: "file", now: new Date() },
    dryRun,
    ...(onStep ? { onRead: onStep, onPlanned: onStep, onWritten: onStep } : {}),
  });

async function time(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Measures how many bytes are in use at most, after garbage has been collected, each time that the work reports a step. */
async function measureLiveHeap(work: (onStep: () => void) => Promise<unknown>): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const live = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = live();
  let most = before;
  await work(() => {
    most = Math.max(most, live());
  });
  return most - before;
}

function writeLdif(people: number): string {
  const entries = Array.from(
    { length: people },
    (_, n) => `dn: uid=p${n},ou=people,dc=example,dc=org
objectClass: inetOrgPerson
objectClass: posixAccount
entryUUID: ${uuid(n)}
uid: p${n}
cn: Pat P${n}
givenName: Pat
sn: P${n}
mail: p${n}@example.org
uidNumber: ${2000 + n}
gidNumber: 100
homeDirectory: /home/p${n}
loginShell: /bin/bash
`,
  );
  for (let at = 0; at < people; at += PER_PROJECT) {
    const members = Array.from(
      { length: Math.min(PER_PROJECT, people - at) },
      (_, n) => `memberUid: p${at + n}`,
    );
    entries.push(`dn: cn=g${at},ou=groups,dc=example,dc=org
objectClass: posixGroup
entryUUID: ${uuid(5_000_000 + at)}
cn: g${at}
gidNumber: ${100_000 + at}
${members.join("\n")}
`);
  }
  return entries.join("\n");
}

const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

function writeDump(people: number): string {
  const lines = ["Cluster - 'lab':Fairshare=1:QOS='normal'", "Parent - 'root'"];
  for (let at = 0; at < people; at += PER_PROJECT)
    lines.push(`Account - 'g${at}':Description='g${at}':Organization='lab':Fairshare=1`);
  for (let at = 0; at < people; at += PER_PROJECT) {
    lines.push(`Parent - 'g${at}'`);
    for (let n = at; n < Math.min(at + PER_PROJECT, people); n++)
      lines.push(`User - 'p${n}':DefaultAccount='g${at}':Fairshare=1`);
  }
  return `${lines.join("\n")}\n`;
}
