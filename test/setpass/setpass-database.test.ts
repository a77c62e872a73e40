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
/** setpass's table, as in its model.py. */
const TABLE = (
  text: string,
) => `create table users (id integer primary key, user_id ${text} unique, token ${text} unique,
  pin varchar(4) not null, password ${text} not null, updated_at datetime not null, attempts int not null)`;
const utc = (at: number) => new Date(at).toISOString().slice(0, 19).replace("T", " ");
/** A valid link, an expired one, and one without a PIN. */
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

/** The counts of an import in the order in which it reports them. */
function countsIn(line = "") {
  const [imported, expired, known, rejected] = (line.match(/\d+/g) ?? []).map(Number);
  return { imported, expired, known, rejected };
}

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
  it("is imported with its tokens, PINs and attempts, once or twice, and rejected rows are named", async () => {
    const { token, statements } = await rows();
    const url = await make(statements);
    for (const counts of [
      { imported: 1, expired: 1, known: 0, rejected: 1 },
      { imported: 0, expired: 0, known: 2, rejected: 1 },
    ]) {
      const { code, stdout } = await setpass.run("setpass", "import", url);
      const lines = stdout.trim().split("\n");
      expect(lines).toHaveLength(2);
      expect(lines[0]).toMatch(/nopin: pin\b/);
      expect(countsIn(lines[1])).toEqual(counts);
      expect(code).toBe(1);
    }
    expect(await post(token, "4711")).toBe("200 Password set.");
    expect(await post(token, "4711")).toBe("404 Token not found");
    await setpass.run("setpass", "import", url);
    expect(await post(token, "4711")).toBe("404 Token not found");
  });
});

it("A wrong attempt in setpass still counts after the import", async () => {
  const { token, statements } = await rows();
  const file = join(folder, "attempts.db");
  const sqlite = new DatabaseSync(file);
  for (const statement of [TABLE("text"), statements[0] ?? ""]) sqlite.exec(statement);
  sqlite.close();
  await setpass.run("setpass", "import", `sqlite:///${file}`);
  expect(await post(token, "0000")).toBe("403 Wrong pin");
  expect(await post(token, "4711")).toBe("403 Account locked, too many wrong attempts!");
});

it("A link that had expired in setpass is reported as expired to programs and to people", async () => {
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
  "A setpass database is read with a SQLAlchemy URL, %s, and with times in the form %s",
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
    expect(countsIn(stdout)).toEqual({ imported: 1, expired: 0, known: 0, rejected: 0 });
    expect(code).toBe(0);
    expect(await post(token, "4711")).toBe("200 Password set.");
  },
);

it.each([
  ["postgresql://x/y", /sqlite:.*mysql:/],
  ["sqlite:////nonexistent/setpass.db", /unable to open database file/],
  ["mysql://u:p@127.0.0.1:1/setpass", /ECONNREFUSED/],
])("The import from %s fails with the cause in one line", async (url, cause) => {
  expect(await setpass.run("setpass", "import", url)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(cause),
  });
});
