import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { checkDatabase } from "../../src/db/check-database.ts";
import { type Db, openDatabase } from "../../src/db/client.ts";
import { grantRights } from "../../src/db/grant-rights.ts";
import { migrateDatabase } from "../../src/db/migrate.ts";
import { requireTables } from "../../src/db/require-tables.ts";
import { newSite } from "../story/new-site.ts";

const server = inject("postgresUrl");
const admin = new pg.Client({ connectionString: server });
await admin.connect();
afterAll(() => admin.end());
const newName = () => `place_${randomBytes(5).toString("hex")}`;

const at = (database: string, role?: string) => {
  const url = Object.assign(new URL(server), { pathname: `/${database}` });
  return role === undefined ? url : Object.assign(url, { username: role, password: "p" });
};
/** Runs statements in a database as its superuser. */
async function alter(database: string, ...statements: string[]) {
  const client = new pg.Client({ connectionString: at(database).href });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}
/** A role without any right of its own, and an empty database of someone else. */
async function newRole() {
  const [database, role] = [newName(), newName()];
  await admin.query(`create role ${role} login password 'p'`);
  await admin.query(`create database ${database}`);
  return { database, role };
}
async function asOwner<T>(url: URL, work: (db: Db) => Promise<T>): Promise<T> {
  const { db, close } = openDatabase({ url: url.href }, () => undefined, { limits: false });
  try {
    return await work(db);
  } finally {
    await close();
  }
}

it.each<[string, (database: string, role: string) => Promise<URL>]>([
  [
    "a schema in the role's search_path",
    async (database, role) => {
      await alter(database, `create schema odd authorization ${role}`);
      await admin.query(`alter role ${role} in database ${database} set search_path = odd`);
      return at(database, role);
    },
  ],
  [
    "the schema public, in which it may create tables",
    async (database, role) => {
      await alter(database, `grant create on schema public to ${role}`);
      return at(database, role);
    },
  ],
  [
    "a schema named in DATABASE_URL",
    async (database, role) => {
      await alter(database, `create schema "Our Accounts" authorization ${role}`);
      const url = at(database, role);
      url.searchParams.set("options", '-csearch_path="Our\\ Accounts"');
      return url;
    },
  ],
])("A role that owns nothing but %s can migrate, and has all that acct needs", async (_, prepare) => {
  const { database, role } = await newRole();
  const url = await prepare(database, role);
  expect(await asOwner(url, migrateDatabase)).toBeGreaterThan(0);
  expect(await asOwner(url, migrateDatabase)).toBe(0);
  await expect(checkDatabase(url.href)).resolves.toMatchObject({ sentence: expect.any(String) });
  // The limits of a migration are off, whatever else the URL sets.
  const limits = "select current_setting('statement_timeout') as value";
  expect((await asOwner(url, (db) => db.execute(limits))).rows).toEqual([{ value: "0" }]);
  if (!url.searchParams.has("options")) return;
  const site = await newSite({ withLdap: false, variables: { DATABASE_URL: url.href } });
  const acct = await site.start();
  expect((await fetch(`${acct.url}/readyz`)).status).toBe(200);
  await site.stop();
});

it("A second role in an own schema gets its rights from a migration, and doctor and start say which are missing later", async () => {
  const [{ database, role }, owner] = [await newRole(), newName()];
  await admin.query(`create role ${owner} login password 'p'`);
  await alter(database, `create schema odd authorization ${owner}`);
  await admin.query(`alter database ${database} set search_path = odd`);
  await asOwner(at(database, owner), async (db) => {
    await migrateDatabase(db);
    await grantRights(db, role);
  });
  const { href } = at(database, role);
  await expect(checkDatabase(href)).resolves.toMatchObject({ sentence: expect.any(String) });
  await alter(database, `revoke update, delete on odd.requests from ${role}`);
  await expect(checkDatabase(href)).rejects.toThrow(/\bDELETE, UPDATE on requests\b.*migrate/);
  const site = await newSite({ withLdap: false, variables: { DATABASE_URL: href } });
  expect(await site.run("start")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/DELETE, UPDATE on requests/),
  });
  await site.stop();
  await alter(database, `grant update, delete on odd.requests to ${role}`);
  await alter(database, `revoke update (superseded_at) on odd.approvals from ${role}`);
  await expect(checkDatabase(href)).rejects.toThrow("UPDATE (superseded_at) on approvals");
});

it("A migration without the right to create tables says which statement grants it", async () => {
  const { database, role } = await newRole();
  await expect(asOwner(at(database, role), migrateDatabase)).rejects.toThrow(
    `grant usage, create on schema public to ${role}`,
  );
});

it("A search_path that leads nowhere is named", async () => {
  const { database, role } = await newRole();
  await admin.query(`alter role ${role} in database ${database} set search_path = nowhere`);
  await expect(asOwner(at(database, role), migrateDatabase)).rejects.toThrow(/search_path \(nowhere\)/);
});

it.each(["LATIN1", "SQL_ASCII"])(
  "A database in %s, which can't store every name, is refused by migrate, doctor, and start",
  async (encoding) => {
    const database = newName();
    await admin.query(`create database ${database} template template0 encoding '${encoding}' locale 'C'`);
    const advice = new RegExp(`${encoding}.*createdb .*UTF8`);
    await expect(asOwner(at(database), migrateDatabase)).rejects.toThrow(advice);
    await expect(checkDatabase(at(database).href)).rejects.toThrow(advice);
    await expect(asOwner(at(database), requireTables)).rejects.toThrow(advice);
  },
);
