import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, approveAsPi, ask } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const site = await newSite({ entries: astro });
const { database } = site;
const role = `acct_${randomBytes(4).toString("hex")}`;
const password = randomBytes(8).toString("hex");
await database.query(`create role ${role} login password '${password}'`);
const asAcct = new URL(database.url);
Object.assign(asAcct, { username: role, password });
Object.assign(site.env, { DATABASE_URL: asAcct.href, DATABASE_OWNER_URL: database.url });
const client = new pg.Client({ connectionString: asAcct.href });
afterAll(async () => {
  await client.end();
  await site.stop();
});

it("acct runs as a role that can use every table and cannot change or delete what it has recorded", async () => {
  expect(await site.run("migrate")).toMatchObject({ code: 0 });
  await site.start();
  await ask(site, "U0AMY");
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "password" });

  await client.connect();
  for (const statement of [
    "update events set note = 'forged'",
    "delete from events",
    "truncate events",
    "update audit_seals set hash = ''",
    "delete from audit_seals",
    "alter table events disable trigger user",
  ]) {
    await expect(client.query(statement), statement).rejects.toThrow(/permission denied|must be owner/);
  }
});

it("The doctor warns about the audit log only if acct owns its tables", async () => {
  const lineOf = async (variables: NodeJS.ProcessEnv) => {
    Object.assign(site.env, variables);
    const { stdout } = await site.run("doctor");
    return stdout.split("\n").filter((line) => line.includes("audit log"));
  };
  expect(await lineOf({})).toHaveLength(1);
  expect(await lineOf({ DATABASE_URL: database.url })).toHaveLength(2);
});

it("The audit log is intact after acct has stopped, and `acct audit verify` finds changes that the owner makes", async () => {
  for (const acct of site.processes) await acct.stop();
  expect(await site.run("audit", "verify")).toMatchObject({ code: 0 });
  const { stdout: head } = await site.run("audit", "head");
  expect(await site.run("audit", "verify", "--head", head.trim())).toMatchObject({ code: 0 });
  await database.query("alter table events disable trigger user");
  await database.query("update events set actor_name = 'Eve' where kind = 'approved'");
  const { code, stdout } = await site.run("audit", "verify");
  expect(code).toBe(1);
  expect(stdout.trim().split("\n")).toHaveLength(2);
});
