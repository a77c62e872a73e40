import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, describe, expect, inject, it } from "vitest";
import { debianRoot } from "../../dev/local-stack/debian.ts";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { MARIADB_PACKAGES, startMariadb } from "../../dev/local-stack/mariadb.ts";
import { startSetpass } from "../../dev/local-stack/setpass.ts";
import { en } from "../../src/web/text/en.ts";
import { aKeystoneUser, eyeOn } from "../keystone-inspector.ts";
import { newDatabase } from "../new-database.ts";

const folder = join(inject("folder"), "setpass-import");
await mkdir(folder, { recursive: true });
const [keystone, mariadb, database] = await Promise.all([
  startKeystone({ folder: join(folder, "keystone") }),
  debianRoot(MARIADB_PACKAGES, ["/usr/sbin/mariadbd"]).then((debian) => startMariadb(folder, debian)),
  newDatabase(),
]);
const setpass = await startSetpass({
  folder,
  databaseUrl: database.url,
  settings: { setpass: { authUrl: keystone.url, tokenExpiration: "1d" } },
});
afterAll(async () => {
  await setpass.stop();
  await Promise.all([keystone.stop(), mariadb.stop(), database.close()]);
});

const [OLD, NEW] = ["one time password 1", "a new password 2"];
const eye = eyeOn(keystone);
/** setpass's table (its model.py), with somebody whose link is good, one whose is old, and one without a PIN. */
const TABLE = (
  text: string,
) => `create table users (id integer primary key, user_id ${text} unique, token ${text} unique,
  pin varchar(4) not null, password ${text} not null, updated_at datetime not null, attempts int not null)`;
const utc = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
async function rows(): Promise<{ token: string; statements: string[] }> {
  const user = await aKeystoneUser(eye, OLD);
  const token = randomUUID();
  const of = (id: number, userId: string, own: string, pin: string, at: number, attempts: number) =>
    `insert into users values (${id}, '${userId}', '${own}', '${pin}', '${OLD}', '${utc(at)}', ${attempts})`;
  const now = Date.now();
  return {
    token,
    statements: [
      of(1, user.id, token, "4711", now - 3_600_000, 2),
      of(2, randomUUID(), randomUUID(), "1234", now - 25 * 3_600_000, 0),
      of(3, "nopin", randomUUID(), "", now, 0),
    ],
  };
}
const post = async (token: string, pin: string) => {
  const body = new URLSearchParams({ pin, password: NEW, confirm_password: NEW });
  const answer = await fetch(`${setpass.url}/?token=${token}`, { method: "POST", body });
  return `${answer.status} ${await answer.text()}`;
};

describe.each<[string, (statements: readonly string[]) => Promise<string>]>([
  [
    "SQLite",
    async (statements) => {
      const file = join(folder, "setpass.db");
      const sqlite = new DatabaseSync(file);
      for (const statement of [TABLE("varchar(64)"), ...statements]) sqlite.exec(statement);
      sqlite.close();
      return `sqlite:///${file}`;
    },
  ],
  [
    "MySQL",
    async (statements) => {
      const user =
        "create user setpass@'127.0.0.1' identified by 'p@ss'; grant select on setpass.* to setpass@'127.0.0.1'";
      await mariadb.query(`create database setpass; ${user}`);
      await mariadb.query(`use setpass; ${[TABLE("varchar(64)"), ...statements].join("; ")}`);
      return `mysql+pymysql://setpass:p%40ss@127.0.0.1:${mariadb.port}/setpass`;
    },
  ],
])("a setpass database in %s", (_, make) => {
  it("is taken over with its tokens, PINs and attempts, once or twice, and what cannot be taken is named", async () => {
    const { token, statements } = await rows();
    const url = await make(statements);
    for (const counts of [
      "1 links imported, 1 expired links imported without secrets, 0 already imported",
      "0 links imported, 0 expired links imported without secrets, 2 already imported",
    ]) {
      const { code, stdout } = await setpass.run("setpass", "import", url);
      expect(stdout).toBe(`user nopin: pin is missing\n${counts}, 1 rejected\n`);
      expect(code).toBe(1);
    }
    expect(await post(token, "4711")).toBe("200 Password set.");
    expect(await post(token, "4711")).toBe("404 Token not found");
    await setpass.run("setpass", "import", url);
    expect(await post(token, "4711")).toBe("404 Token not found");
  });
});

it("An attempt that was lost in setpass is lost here, too", async () => {
  const { token, statements } = await rows();
  const file = join(folder, "attempts.db");
  const sqlite = new DatabaseSync(file);
  for (const statement of [TABLE("text"), statements[0] ?? ""]) sqlite.exec(statement);
  sqlite.close();
  await setpass.run("setpass", "import", `sqlite:///${file}`);
  expect(await post(token, "0000")).toBe("403 Wrong pin");
  expect(await post(token, "4711")).toBe("403 Account locked, too many wrong attempts!");
});

it("A link that had expired in setpass is said to have expired, as setpass said it, to programs and to people", async () => {
  const token = randomUUID();
  const file = join(folder, "expired.db");
  const sqlite = new DatabaseSync(file);
  const longAgo = utc(Date.now() - 30 * 24 * 3_600_000);
  sqlite.exec(TABLE("text"));
  sqlite.exec(
    `insert into users values (1, '${randomUUID()}', '${token}', '4711', '${OLD}', '${longAgo}', 0)`,
  );
  sqlite.close();
  await setpass.run("setpass", "import", `sqlite:///${file}`);
  expect(await post(token, "4711")).toBe("403 Token expired");
  const headers = { accept: "text/html" };
  const led = await fetch(`${setpass.url}/?token=${token}`, { headers, redirect: "manual" });
  const cookie = led.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const opened = await fetch(`${setpass.url}/password`, { headers: { ...headers, cookie } });
  expect(opened.status).toBe(403);
  expect(await opened.text()).toContain(en.dead.expired.title);
});

it.each([
  ["sqlite+pysqlite:///%", "utc"],
  ["sqlite:///%?timeout=30", "utc"],
  ["sqlite+pysqlite:///%?timeout=30&check_same_thread=false", "+00:00"],
])(
  "A setpass database is read by its address as SQLAlchemy writes it, %s, and times as %s",
  async (address, zone) => {
    const user = await aKeystoneUser(eye, OLD);
    const token = randomUUID();
    const file = join(folder, `${token}.db`);
    const sqlite = new DatabaseSync(file);
    sqlite.exec(TABLE("text"));
    const at = `${utc(Date.now() - 3_600_000)}${zone === "utc" ? "" : zone}`;
    sqlite.exec(`insert into users values (1, '${user.id}', '${token}', '4711', '${OLD}', '${at}', 0)`);
    sqlite.close();
    const { stdout, code } = await setpass.run("setpass", "import", address.replace("%", file));
    expect(stdout).toMatch(/^1 links imported, 0 expired/);
    expect(code).toBe(0);
    expect(await post(token, "4711")).toBe("200 Password set.");
  },
);

it.each([
  ["postgresql://x/y", "must begin with sqlite:/// or mysql://"],
  ["sqlite:////nonexistent/setpass.db", "could not be read: unable to open database file"],
  ["mysql://u:p@127.0.0.1:1/setpass", "could not be read: connect ECONNREFUSED"],
])("%s is refused in a sentence", async (url, sentence) => {
  expect(await setpass.run("setpass", "import", url)).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(sentence),
  });
});
