import { userInfo } from "node:os";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { approveAsAdmin, approveAsPi, ask } from "../../dev/local-stack/people.ts";
import { importRows } from "./import-rows.ts";
import { newTappedSite } from "./tapped-site.ts";
import { untilEmail, untilRequest } from "./until.ts";
import { requestAbout } from "./until-more.ts";

const site = await newTappedSite();
const { database, tap } = site;
const acct = await site.start();
afterAll(async () => {
  await site.stop();
});

/** The requests in JSON, for programs. */
const list = async (...filter: string[]) =>
  linesOf((await site.run("requests", "list", ...filter, "--json")).stdout);
const linesOf = (stdout: string) =>
  stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line) as { id: number }] : []));
const eventsOf = async (id: number) =>
  linesOf((await site.run("audit", "show", String(id), "--json")).stdout) as unknown as {
    readonly seq: number;
    readonly kind: string;
  }[];
const retries = async (id: number) => (await eventsOf(id)).filter(({ kind }) => kind === "retried");

it("`acct requests` lists, shows, and retries the requests that the chat shows, and the audit log names the person at the command line", async () => {
  expect(await list()).toEqual([]);
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "pi" });
  expect((await site.run("requests", "list")).stdout).toMatch(
    /^ID .*\n1 +\d{4}-\d\d-\d\d \d\d:\d\d GMT\+\d +Amy Ash +amy@example\.org +astro +.*Henrik Hopper\n$/,
  );
  const listed = await list();
  expect(listed).toMatchObject([{ id: 1, status: "waiting", stage: "await-pi", email: "amy@example.org" }]);
  expect(JSON.stringify(listed)).not.toMatch(/pin/i);
  expect(await site.run("requests", "retry", "1")).toMatchObject({ code: 1, stdout: "" });
  expect(await retries(1)).toEqual([]);

  Object.assign(tap, { before: () => "cut" });
  await approveAsPi(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { stage: "confirm-plan", isFailing: true });
  Object.assign(tap, { before: undefined });
  expect(await site.run("requests", "retry", "1")).toMatchObject({ code: 0, stderr: "" });
  await untilEmail(site, "amy@example.org", "welcome");
  expect(await retries(1)).toMatchObject([
    { stage: "confirm-plan", actorName: expect.stringMatching(/^\w+ \(command line\)$/) },
  ]);
  const { stdout } = await site.run("requests", "show", "1");
  expect(stdout).toContain("Amy Ash <amy@example.org>");
  expect(stdout).toMatch(/\w+ \(command line\)/);
  // Times are in the site's time zone, which is named.
  expect(stdout).toMatch(/^ {2}\d{4}-\d\d-\d\d \d\d:\d\d GMT\+\d {2}.*Amy Ash$/m);
  expect(stdout).not.toMatch(/T\d\d:\d\d:/);
});

it.each([
  [["requests", "show", "12"], "12"],
  [["requests", "show", "12x"], '"12x"'],
  [["requests", "retry"], "--all"],
])("`acct %s` ends with one sentence that names what is wrong", async (args, named) => {
  expect(await site.run(...args)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(new RegExp(`^.*${named}.*\\n$`)),
  });
});

it("`acct audit show` lists every event of a request, and who caused it", async () => {
  const { stdout } = await site.run("audit", "show", "1");
  expect(stdout).toMatch(/^request 1 +1 +\d{4}-\d\d-\d\d \d\d:\d\d GMT\+\d +Amy Ash \(slack:U0AMY\) /m);
  expect(stdout).toMatch(/^request 1 +\d+ .* Ada Okafor \(slack:U0ADA\) /m);
  const events = await eventsOf(1);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
  expect(events.find(({ kind }) => kind === "approved")).toMatchObject({
    stage: "await-admin",
    actor: "slack:U0ADA",
    detail: { as: "admin" },
  });
  expect(await site.run("audit", "show", "99")).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringContaining("99"),
  });
});

it("`acct audit show` answers by person, by project, and by who acted", async () => {
  const readIds = async (...args: string[]) => {
    const { code, stdout } = await site.run("audit", "show", "--json", ...args);
    expect(code).toBe(0);
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  };
  const all = (await eventsOf(1)).length;
  expect(all).toBeGreaterThan(3);
  for (const args of [
    ["--person", "AMY@example.org"],
    ["--person", "slack:U0AMY"],
    ["--project", "Astro"],
  ]) {
    expect((await readIds(...args)).filter(({ requestId }) => requestId === 1)).toHaveLength(all);
  }
  const decided = await readIds("--by", "slack:U0ADA");
  expect(decided.map(({ kind }) => kind)).toContain("approved");
  expect(new Set(decided.map(({ actor }) => actor))).toEqual(new Set(["slack:U0ADA"]));
});

it.each([
  [[], "--person"],
  [["1", "--by", "amy"], "--person"],
  [["--person", "nobody@example.org"], "nobody@example.org"],
  [["--project", "unheard-of"], "unheard-of"],
  [["--by", "nobody"], "nobody"],
])("`acct audit show %s` ends with one sentence that names what is wrong", async (args, named) => {
  expect(await site.run("audit", "show", ...args)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(new RegExp(`^.*${named}.*\\n$`)),
  });
});

it("`acct import --dry-run` reads every row, says which requests would be created, and creates none", async () => {
  const before = await list("all");
  const rows = [
    { email: "dry@example.org", givenName: "Dry" },
    { email: "no mail address" },
    { email: "amy@example.org" },
  ];
  const { stdout, code } = await importRows(site, rows, "--dry-run");
  expect(stdout).toMatch(/^row 2: .*Dry Ypsilon <dry@example\.org>$/m);
  expect(stdout).toMatch(/^3 +Xena Ypsilon +no mail address .* Email Address /m);
  expect(stdout).toMatch(/^row 4: .*amy@example\.org>.*\brequest 1\b/m);
  expect(stdout.trim().split("\n").at(-1)?.match(/\d+/g)).toEqual(["3", "3", "1", "1", "1"]);
  expect(code).toBe(1);
  expect(await list("all")).toEqual(before);
});

it("`acct requests list` accepts the filters of /acct list, and lists them if one is unknown", async () => {
  expect((await site.run("requests", "list", "pi:hopper", "amy")).stdout).toContain("Amy Ash");
  expect(await list("spam")).toEqual([]);
  expect(await site.run("requests", "list", "colour:red")).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/"colour:".*waiting, stuck/),
  });
});

describe("monitoring", () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${acct.url}${path}`, { headers });

  it("can read the state of each dependency at /readyz, and which one is down", async () => {
    const ready = await get("/readyz");
    expect(ready.status).toBe(200);
    const { dependencies } = (await ready.json()) as { dependencies: { name: string; ok: boolean }[] };
    expect(dependencies.map(({ name }) => name)).toEqual([
      "database",
      "database sessions",
      "clock",
      "work",
      "chat",
      "admin channel",
      "Slack connections",
      "LDAP",
      "mail",
    ]);

    Object.assign(tap, { before: () => "cut" });
    const second = await site.start();
    await expect.poll(async () => (await fetch(`${second.url}/readyz`)).status).toBe(503);
    const body = (await (await fetch(`${second.url}/readyz`)).json()) as typeof dependencies & {
      dependencies: { name: string; ok: boolean; problem?: string }[];
    };
    Object.assign(tap, { before: undefined });
    expect(body.dependencies.filter(({ ok }) => !ok)).toMatchObject([
      { name: "LDAP", problem: expect.stringContaining("LDAP") },
    ]);
    await second.stop();
  });

  it("can read at /metrics what is due and what was done, but needs the token through a proxy or if a token is set", async () => {
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const metrics = await answer.text();
    expect(metrics).toMatch(/^acct_stages_total\{stage="await-admin",outcome="waiting"\} 1$/m);
    expect(metrics).toMatch(/^acct_\w+_total\{action="approve",outcome="\w+"\} \d+$/m);
    expect(metrics).toMatch(/^acct_\w+_total\{\w+="welcome",outcome="sent"\} 1$/m);
    expect(metrics).toMatch(/^acct_due\{queue="requests"\} 0$/m);
    expect((await get("/metrics", { "x-forwarded-for": "192.0.2.7" })).status).toBe(401);

    const guarded = await site.start({ METRICS_TOKEN: "a-token-of-some-length" });
    expect((await fetch(`${guarded.url}/metrics`)).status).toBe(401);
    const headers = { authorization: "Bearer a-token-of-some-length" };
    expect((await fetch(`${guarded.url}/metrics`, { headers })).status).toBe(200);
    await guarded.stop();
  });
});

it("`acct audit export` writes every event as a line of JSON", async () => {
  const { stdout } = await site.run("audit", "export");
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { kind: string; actorName: string });
  expect(lines[0]).toMatchObject({ requestId: 1, seq: 1, kind: "requested", actorName: "Amy Ash" });
  const [{ count } = { count: 0 }] = await database.query<{ count: number }>(
    "select count(*)::int as count from events",
  );
  expect(lines).toHaveLength(count);
});

it("`acct audit verify` finds an event that was changed, deleted, added, or cut off at the end", async () => {
  const unsealed = "select 1 from events e where not exists (select from audit_seals where event_id = e.id)";
  await expect.poll(() => database.query(unsealed)).toEqual([]);
  const verify = () => site.run("audit", "verify");
  const intact = await verify();
  expect(intact).toMatchObject({ code: 0, stderr: "" });
  // Keeps acct from sealing events that exist only for a moment.
  const sealing = new pg.Client({ connectionString: database.url });
  await sealing.connect();
  await sealing.query("select pg_advisory_lock(7234652)");

  // The owner of the tables can switch the trigger off; the chain shows it.
  const forge = async (statement: string) => {
    await database.query(`
      create table kept as table events;
      alter table events disable trigger all;
      ${statement}`);
    const found = await verify();
    await database.query(`
      delete from events; insert into events select * from kept; drop table kept;
      alter table events enable trigger all`);
    expect(found).toMatchObject({ code: 1, stderr: "" });
    return found.stdout.trim().split("\n");
  };
  const changed = await forge("update events set actor_name = 'Mallory' where seq = 3");
  expect(changed).toEqual([expect.stringMatching(/\b1\b.*\b3\b/)]);
  expect(await forge("delete from events where seq = 2")).toHaveLength(1);
  expect(await forge("delete from events where seq = (select max(seq) from events)")).toHaveLength(1);
  const added = await forge(`
    insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, detail)
    select request_id, seq + 1, at, 'approved', stage, actor, actor_name, note, detail
    from events order by seq desc limit 1`);
  expect(added[0]).toMatch(/\b1\b/);
  await sealing.end();
  expect(await verify()).toEqual(intact);
});

it("A failure's reference leads to a log line with its cause, and the audit log names the person who retried it at the command line, even with sudo", async () => {
  site.env.SUDO_USER = "ada";
  Object.assign(tap, { before: () => "cut" });
  expect(await ask(site, "U0BEN")).toBe("closed");
  await untilRequest(site, "Ben Birch", { isFailing: true });
  Object.assign(tap, { before: undefined });
  const [failure] = await database.query<{ reference: string }>(
    "select detail ->> 'reference' as reference from events where kind = 'stage-failed' order by id desc limit 1",
  );
  const line = acct
    .log()
    .split("\n")
    .find((text) => text.includes(`"reference":"${failure?.reference}"`));
  expect(JSON.parse(line ?? "{}")).toMatchObject({
    cause: expect.stringMatching(/^LDAP .{5,195}$/),
    request: expect.any(Number),
    stage: "verify-identity",
  });
  const { id } = await requestAbout(site, "Ben Birch");
  expect(await site.run("requests", "retry", String(id))).toMatchObject({ code: 0 });
  delete site.env.SUDO_USER;
  const [event] = await database.query<{ actor: string; actor_name: string }>(
    "select actor, actor_name from events where kind = 'retried' and request_id = $1",
    [id],
  );
  expect(event).toEqual({
    actor: "command-line:ada",
    actor_name: `ada (command line, as ${userInfo().username})`,
  });
});

describe("the exit code of `acct reconcile`", () => {
  it("is 0, without any output, if there is no drift", async () => {
    expect(await site.run("reconcile")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await site.run("reconcile", "--verbose")).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/./),
      stderr: "",
    });
  });

  it("is 1 if something differs, and the differences are printed", async () => {
    await site.slapd?.add(`dn: cn=astro,${LDAP.groupsDn}
changetype: modify
delete: memberUid
memberUid: aash
`);
    expect(await site.run("reconcile")).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^aash: LDAP: .*\bastro\b.*\n.*\b1\b.*\n$/),
    });
    expect(await site.run("reconcile", "--fix")).toMatchObject({ code: 0 });
  });

  it("is 2 if it could not check: a system does not respond, the configuration is invalid, or an option does not exist", async () => {
    Object.assign(tap, { before: () => "cut" });
    expect(await site.run("reconcile")).toMatchObject({ code: 2, stderr: expect.stringContaining("LDAP") });
    Object.assign(tap, { before: undefined });
    expect((await site.run("reconcile", "--fxi")).code).toBe(2);
    const publicUrl = site.env.PUBLIC_URL;
    site.env.PUBLIC_URL = "nonsense";
    expect((await site.run("reconcile")).code).toBe(2);
    site.env.PUBLIC_URL = publicUrl;
  });
});
