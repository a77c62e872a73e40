import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";
import { inTransaction, openDatabase } from "../../src/db/client.ts";
import { isDatabaseLost } from "../../src/db/database-lost.ts";
import { explainDatabaseUrl, hostOf, readDatabaseUrl, roleOf } from "../../src/db/database-url.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());

it("If a connection breaks between two statements, only that transaction fails, not the process, and the next transaction works", async () => {
  const cut = inTransaction(database.db, async (tx) => {
    const { rows } = await tx.execute<{ pid: number }>("select pg_backend_pid() as pid");
    const pid = [rows[0]?.pid];
    await database.query("select pg_terminate_backend($1)", pid);
    await expect
      .poll(() => database.query("select from pg_stat_activity where pid = $1", pid))
      .toHaveLength(0);
    await tx.execute("select 1");
  });
  await expect(cut).rejects.toThrow();
  expect(await inTransaction(database.db, async (tx) => (await tx.execute("select 1")).rowCount)).toBe(1);
});

it("If a server closes a connection as soon as it is open, only that statement fails, not the process", async () => {
  const message = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(body.length + 4);
    return Buffer.concat([Buffer.from(type), length, body]);
  };
  const fatal = "SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0";
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () =>
      socket.end(
        Buffer.concat([
          message("R", Buffer.alloc(4)),
          message("Z", Buffer.from("I")),
          message("E", Buffer.from(fatal)),
        ]),
      ),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const { db, close } = openDatabase({ url: `postgres://a:b@127.0.0.1:${port}/c` }, () => undefined);
  await expect(db.execute("select 1")).rejects.toSatisfy(isDatabaseLost);
  await close();
  server.close();
});

it("Of several hosts, the one that accepts writes is used; a URL for read-only sessions is not accepted", async () => {
  const nowhere = database.url.replace(/@[^/]*/, (host) => `@127.0.0.1:1,${host.slice(1)}`);
  const { db, close } = openDatabase({ url: `${nowhere}?target_session_attrs=read-write` }, () => undefined);
  expect((await db.execute("select 1")).rowCount).toBe(1);
  await close();
  expect(readDatabaseUrl("postgres://u@h1:1,h2:2/acct?target_session_attrs=standby")).toBeUndefined();
  expect(readDatabaseUrl("mysql://u@h/acct")).toBeUndefined();
});

it.each([
  ["postgres://acct@/acct?host=/run/postgresql", "/run/postgresql", "acct"],
  ["postgres://acct:p@/acct?host=db.example.org&sslmode=verify-full", "db.example.org", "acct"],
  ["postgresql:///acct?host=/run/postgresql&user=acct", "/run/postgresql", "acct"],
  ["postgres://acct@%2Frun%2Fpostgresql/acct", "/run/postgresql", "acct"],
  ["postgres://a%40b:p@db/acct", "db", "a@b"],
  ["postgres://acct:p@db:5433/acct?application_name=a@b", "db", "acct"],
])("%s is accepted, as libpq accepts it", (url, host, role) => {
  expect(explainDatabaseUrl(url)).toBeUndefined();
  const [first = ""] = readDatabaseUrl(url) ?? [];
  expect([hostOf(first), roleOf(url)]).toEqual([host, role]);
});

it.each(["p#ss", "p/ss", "12/34", "p?ss", "#", "a=b/c"])(
  "A DATABASE_URL whose password contains %s says how to write it, and does not quote it",
  (password) => {
    const problem = explainDatabaseUrl(`postgres://acct:${password}@db.example.org/acct?sslmode=disable`);
    expect(problem).toMatch(/%2F.*%3F.*%23/);
    expect(problem).not.toContain(`${password}@`);
  },
);

it("A mode of TLS in DATABASE_URL prints no advice of the driver, and TLS is used", async () => {
  const file = JSON.stringify(new URL("../../src/db/client.ts", import.meta.url).href);
  const program = `
    import { openDatabase } from ${file};
    const { db, close } = openDatabase({ url: ${JSON.stringify(`${database.url}?sslmode=require`)} }, () => undefined);
    await db.execute("select 1").catch((error) => console.log(error.cause.message));
    await close();`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect(stderr).toBe("");
  expect(stdout).toContain("does not support SSL");
});
