import { randomBytes } from "node:crypto";
import { copyFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, expect, inject, it } from "vitest";
import { freePort, startChild } from "../../dev/local-stack/child.ts";
import { ask } from "../../dev/local-stack/people.ts";
import { run } from "../../dev/local-stack/run.ts";
import { newSite } from "./new-site.ts";
import { untilRequest } from "./until.ts";

const site = await newSite({ withLdap: false });
afterAll(() => site.stop());
const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));
const command = (name: string, but: NodeJS.ProcessEnv = {}, ...more: string[]) =>
  run(process.execPath, [cli, name, ...more], { env: { ...site.env, PORT: "0", ...but } });

/** A database without any tables. */
async function emptyDatabase(): Promise<string> {
  const server = inject("postgresUrl");
  const name = `empty_${randomBytes(4).toString("hex")}`;
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return server.replace(/\/[^/]*$/, `/${name}`);
}

/** What `acct migrate` prints: how many migrations it has applied, if any. */
const APPLIED = { code: 0, stderr: "", stdout: expect.stringMatching(/^\D+\d+\D+$/) };
const NOTHING_LEFT = { code: 0, stderr: "", stdout: expect.stringMatching(/^\D+$/) };

it("`acct migrate` brings an empty database up to date, and does nothing when it is run again", async () => {
  const DATABASE_URL = await emptyDatabase();
  expect(await command("start", { DATABASE_URL })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("migrate"),
  });
  expect(await command("migrate", { DATABASE_URL })).toMatchObject(APPLIED);
  expect(await command("migrate", { DATABASE_URL })).toMatchObject(NOTHING_LEFT);
});

it("An older release refuses a newer database with one line that says why", async () => {
  const DATABASE_URL = await emptyDatabase();
  expect(await command("migrate", { DATABASE_URL })).toMatchObject({ code: 0 });
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query(
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('newer', 9999999999999)",
  );
  await client.end();
  for (const name of ["migrate", "start"]) {
    expect(await command(name, { DATABASE_URL })).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(/^.+\n$/),
    });
  }
});

it("`acct --version` and `acct -V` say which release this is", async () => {
  const { version } = JSON.parse(await readFile("package.json", "utf8")) as { version: string };
  for (const flag of ["--version", "-V"]) expect((await command(flag)).stdout).toBe(`${version}\n`);
});

it.each<[string, NodeJS.ProcessEnv, RegExp]>([
  [
    "a password that the database rejects",
    { DATABASE_URL: changed(site.database.url, { password: "wrong" }) },
    /DATABASE_URL\b.*PostgreSQL.*password/,
  ],
  [
    "a database that does not exist",
    { DATABASE_URL: changed(site.database.url, { pathname: "/nowhere" }) },
    /DATABASE_URL\b.*createdb nowhere/,
  ],
  [
    "a bot token that Slack does not know",
    { SLACK_BOT_TOKEN: "xoxb-wrong" },
    /SLACK_BOT_TOKEN\b.*invalid_auth/,
  ],
  [
    "an app token that Slack does not know",
    { SLACK_APP_TOKEN: "xapp-wrong" },
    /SLACK_APP_TOKEN\b.*invalid_auth/,
  ],
  [
    "a port that is in use",
    { PORT: new URL(site.sandbox.url).port },
    new RegExp(`\\b${new URL(site.sandbox.url).port}\\b.*\\bPORT\\b`),
  ],
  ["a HOST of another machine", { HOST: "192.0.2.1" }, /\bHOST 192\.0\.2\.1\b/],
  ["a HOST that does not exist", { HOST: "nowhere.invalid" }, /\bHOST nowhere\.invalid\b/],
])("`acct start` with %s ends with one sentence that names what to change", async (_, but, named) => {
  const { code, stderr } = await command("start", but);
  expect(code).toBe(1);
  expect(stderr).toMatch(named);
  expect(stderr).not.toMatch(/^ {4}at /m);
});

function changed(address: string, parts: Partial<URL>): string {
  return Object.assign(new URL(address), parts).href;
}

it("A command that does not exist is rejected, and --help lists the commands that exist", async () => {
  expect(await command("strat")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("unknown command 'strat'"),
  });
  expect(await command("ticket", {}, "--help")).toMatchObject({ code: 1 });
  const { stdout } = await command("--help");
  for (const name of ["start", "migrate", "import", "schema"]) expect(stdout).toContain(name);
});

it("acct starts in an unusual environment: other locale and time zone, no HOME, no input, few open files, IPv6, a folder with blanks", async () => {
  const folder = join(inject("folder"), "a folder with blanks");
  await mkdir(folder);
  await copyFile(site.env.ACCT_CONFIG ?? "", join(folder, "my acct.yml"));
  const launcher = fileURLToPath(new URL("../../bin/acct.mjs", import.meta.url));
  const port = await freePort();
  const url = `http://[::1]:${port}`;
  const acct = await startChild(
    "/bin/sh",
    ["-c", 'umask 077; ulimit -n 128; exec "$0" "$@" <&-', process.execPath, launcher, "start"],
    {
      name: "acct",
      cwd: folder,
      env: {
        ...site.env,
        ...{ HOST: "::1", PORT: String(port), PUBLIC_URL: url, ACCT_CONFIG: "my acct.yml" },
        ...{ LANG: "C", LC_ALL: "POSIX", TZ: "Asia/Kathmandu", NODE_OPTIONS: "--max-old-space-size=400" },
        // Kubernetes sets these for a service called "acct".
        ...{ ACCT_PORT: undefined, KUBERNETES_PORT: "tcp://10.0.0.1:443" },
      },
      ready: () =>
        fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        ),
    },
  );
  await ask(site, "U0ZOE");
  await untilRequest(site, "Žižek", { waitsFor: "admin" });
  expect((await fetch(`${url}/reset`)).status).toBe(200);
  process.kill(acct.pid, "SIGTERM");
  expect(await acct.ended, acct.log()).toBe("exit code 0");
});

it("A PORT that Kubernetes has set for a service is refused with a sentence that names it", async () => {
  const { code, stderr } = await command("start", { PORT: "tcp://10.0.0.1:3000" });
  expect(code).toBe(1);
  expect(stderr).toMatch(/\bPORT must be a number/);
});
