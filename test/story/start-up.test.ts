import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { run } from "../services/run.ts";
import { newSite } from "./new-site.ts";

const site = await newSite({ withLdap: false });
afterAll(() => site.stop());
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const command = (name: string, but: NodeJS.ProcessEnv = {}) =>
  run(process.execPath, [cli, name], { env: { ...site.env, PORT: "0", ...but } });

/** A database that nothing was done to. */
async function emptyDatabase(): Promise<string> {
  const server = inject("postgresUrl");
  const name = `empty_${randomBytes(4).toString("hex")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.replace(/\/[^/]*$/, `/${name}`);
}

it("An empty database is brought up to date by `acct migrate`, once", async () => {
  const DATABASE_URL = await emptyDatabase();
  expect(await command("start", { DATABASE_URL })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("The database is behind this release: run `npm run migrate`"),
  });
  expect((await command("migrate", { DATABASE_URL })).stdout).toMatch(/^Applied \d migrations\.$/m);
  expect((await command("migrate", { DATABASE_URL })).stdout).toContain("The database is up to date.");
});

it.each<[string, NodeJS.ProcessEnv, string]>([
  [
    "a password that the database refuses",
    { DATABASE_URL: changed(site.database.url, { password: "wrong" }) },
    'The database (DATABASE_URL) failed: password authentication failed for user "acct"',
  ],
  [
    "a database that does not exist",
    { DATABASE_URL: changed(site.database.url, { pathname: "/nowhere" }) },
    'The database (DATABASE_URL) failed: database "nowhere" does not exist',
  ],
  [
    "a bot token that Slack does not know",
    { SLACK_BOT_TOKEN: "xoxb-wrong" },
    "Slack does not take SLACK_BOT_TOKEN: invalid_auth",
  ],
  [
    "an app token that Slack does not know",
    { SLACK_APP_TOKEN: "xapp-wrong" },
    "Slack does not take SLACK_APP_TOKEN: invalid_auth",
  ],
  [
    "a port that is in use",
    { PORT: new URL(site.sandbox.url).port },
    "is in use by another program: choose another PORT",
  ],
])("`acct start` with %s ends with one clear sentence", async (_, but, sentence) => {
  const { code, stderr } = await command("start", but);
  expect(code).toBe(1);
  expect(stderr).toContain(sentence);
  expect(stderr).not.toMatch(/^ {4}at /m);
});

function changed(address: string, parts: Partial<URL>): string {
  return Object.assign(new URL(address), parts).href;
}

it("A command that does not exist is refused, and --help lists those that do", async () => {
  expect(await command("strat")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("unknown command 'strat'"),
  });
  const { stdout } = await command("--help");
  for (const name of ["start", "migrate", "import", "schema"]) expect(stdout).toContain(name);
});
