import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterAll, expect, it } from "vitest";
import { inTransaction, openDatabase } from "../../src/db/client.ts";
import { isDatabaseLost } from "../../src/db/database-lost.ts";
import { readDatabaseUrl } from "../../src/db/database-url.ts";
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
