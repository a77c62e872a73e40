import { userInfo } from "node:os";
import { afterAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  adminCard,
  approveAsAdmin,
  approveAsPi,
  ask,
  untilCardSays,
  untilMail,
} from "../../dev/local-stack/people.ts";
import { importRows } from "./import-rows.ts";
import { newTappedSite } from "./tapped-site.ts";

const site = await newTappedSite();
const { database, tap } = site;
const acct = await site.start();
afterAll(async () => {
  await site.stop();
});

it("`acct requests` lists, shows and retries on the machine what the chat shows, and the trail says who did it there", async () => {
  expect((await site.run("requests", "list")).stdout).toBe("No open requests.\n");
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await untilCardSays(site, "Amy Ash", "waits for Henrik Hopper");
  expect((await site.run("requests", "list")).stdout).toMatch(
    /^ID +ASKED .*\n1 +\d{4}-\d\d-\d\d \d\d:\d\d GMT\+\d +Amy Ash +amy@example\.org +astro +waits for Henrik Hopper\n$/,
  );
  const listed = JSON.parse((await site.run("requests", "list", "--json")).stdout);
  expect(listed).toMatchObject({ id: 1, status: "waiting", stage: "await-pi", email: "amy@example.org" });
  expect(JSON.stringify(listed)).not.toMatch(/pin/i);
  expect(await site.run("requests", "retry", "1")).toMatchObject({
    code: 1,
    stderr: "Request 1 is not stuck: waits for Henrik Hopper.\n",
  });

  Object.assign(tap, { before: () => "cut" });
  await approveAsPi(site, "Amy Ash");
  await untilCardSays(site, "Amy Ash", "failed and is tried again");
  Object.assign(tap, { before: undefined });
  expect((await site.run("requests", "retry", "1")).stdout).toBe("Request 1 goes on from confirm plan.\n");
  await untilMail(site, "amy@example.org", /ready: choose/);
  const { stdout } = await site.run("requests", "show", "1");
  expect(stdout).toContain("Request 1: Amy Ash <amy@example.org>");
  expect(stdout).toMatch(/retried by \w+ \(command line\): from confirm-plan/);
  // By the site's clock, which is named.
  expect(stdout).toMatch(/^ {2}\d{4}-\d\d-\d\d \d\d:\d\d GMT\+\d {2}asked for by Amy Ash$/m);
  expect(stdout).not.toMatch(/T\d\d:\d\d:/);
});

it.each([
  [["requests", "show", "12"], "There is no request 12."],
  [["requests", "show", "12x"], '"12x" is not the number of a request.'],
  [["requests", "retry"], "Name one request by its number, or all by --all."],
])("`acct %s` ends with one clear sentence", async (args, sentence) => {
  expect(await site.run(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) });
});

it("`acct audit show` has every event of a request, with who did it", async () => {
  const { stdout } = await site.run("audit", "show", "1");
  expect(stdout).toMatch(/^1 +\d{4}-\d\d-\d\d \d\d:\d\d GMT\+\d +Amy Ash \(U0AMY\) +asked for by Amy Ash/m);
  expect(stdout).toMatch(/Ada Okafor \(U0ADA\) +approved by Ada Okafor$/m);
  const events = (await site.run("audit", "show", "1", "--json")).stdout.trim().split("\n");
  expect(events.map((line) => JSON.parse(line).seq)).toEqual(events.map((_, at) => at + 1));
  expect(JSON.parse(events.find((line) => line.includes('"approved"')) ?? "")).toMatchObject({
    stage: "await-admin",
    actor: "U0ADA",
    detail: { as: "admin" },
  });
  expect(await site.run("audit", "show", "99")).toMatchObject({
    code: 1,
    stderr: "There is no request 99.\n",
  });
});

it("`acct import --dry-run` reads everything, says what would be opened, and opens nothing", async () => {
  const before = (await site.run("requests", "list", "all")).stdout;
  const rows = [{ 4: "dry@example.org", 5: "Dry" }, { 4: "no mail address" }, { 4: "amy@example.org" }];
  const { stdout, code } = await importRows(site, rows, "--dry-run");
  expect(stdout).toContain("row 2: would open a request of Dry Ypsilon <dry@example.org>");
  expect(stdout).toMatch(
    /^3 +Xena Ypsilon +no mail address +not taken +Email Address is not a mail address$/m,
  );
  expect(stdout).toContain("amy@example.org> has asked already: request 1");
  expect(stdout).toContain("1 would be opened, 1 there already, 1 not taken");
  expect(code).toBe(1);
  expect((await site.run("requests", "list", "all")).stdout).toBe(before);
});

it("`acct requests list` takes the filters of /acct list, and says which there are", async () => {
  expect((await site.run("requests", "list", "pi:hopper", "amy")).stdout).toContain("Amy Ash");
  expect((await site.run("requests", "list", "spam")).stdout).toBe('Nothing matches "spam".\n');
  expect(await site.run("requests", "list", "colour:red")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no filter "colour:". Filters: waiting, stuck'),
  });
});

describe("monitoring", () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${acct.url}${path}`, { headers });

  it("learns from /readyz what each dependency says, and which one is down", async () => {
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

  it("reads at /metrics what there is to do and what was done; from elsewhere, or through a proxy, only with the token", async () => {
    const answer = await get("/metrics");
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const metrics = await answer.text();
    expect(metrics).toMatch(/^acct_stages_total\{stage="await-admin",outcome="waiting"\} 1$/m);
    expect(metrics).toMatch(/^acct_deeds_total\{action="approve",outcome="shown"\} \d+$/m);
    expect(metrics).toMatch(/^acct_messages_total\{letter="welcome",outcome="sent"\} 1$/m);
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

it("`acct audit verify` finds an event that was changed, removed, put in or cut off at the end", async () => {
  const verify = () => site.run("audit", "verify");
  expect(await verify()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^\d+ events of 1 requests: every one/),
  });

  // Whoever owns the database can switch the trigger off; the chain tells.
  const forge = async (statement: string) => {
    await database.query(`
      create table kept as table events;
      alter table events disable trigger all;
      ${statement}`);
    const found = await verify();
    await database.query(`
      delete from events; insert into events select * from kept; drop table kept;
      alter table events enable trigger all`);
    expect(found.code).toBe(1);
    return found.stdout;
  };
  expect(await forge("update events set actor_name = 'Somebody Else' where seq = 3")).toContain(
    "request 1, event 3: was changed",
  );
  expect(await forge("delete from events where seq = 2")).toContain("request 1, event 3: follows a gap");
  expect(await forge("delete from events where seq = (select max(seq) from events)")).toMatch(
    /removed or put in at the end/,
  );
  expect(
    await forge(`insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, detail, hash)
      select request_id, seq + 1, at, 'approved', stage, actor, actor_name, note, detail, hash
      from events order by seq desc limit 1`),
  ).toContain("was changed, or the one before it was");
  expect(await verify()).toMatchObject({ code: 0 });
});

it("A failure's reference leads to a log line with its cause, and the trail names who retried it at the command line, also by sudo", async () => {
  site.env.SUDO_USER = "ada";
  Object.assign(tap, { before: () => "cut" });
  expect(await ask(site, "U0BEN")).toBe("closed");
  await untilCardSays(site, "Ben Birch", "failed and is tried again");
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
  const id = /Request (\d+)/.exec(adminCard(site, "Ben Birch")?.text ?? "")?.[1] ?? "";
  expect(await site.run("requests", "retry", id)).toMatchObject({ code: 0 });
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
  it("is 0, without a word, when nothing differs, as cron likes it", async () => {
    expect(await site.run("reconcile")).toEqual({ code: 0, stdout: "", stderr: "" });
    expect((await site.run("reconcile", "--verbose")).stdout).toContain("say the same");
  });

  it("is 1 when something differs, and what differs is printed", async () => {
    await site.slapd?.add(`dn: cn=astro,${LDAP.groupsDn}
changetype: modify
delete: memberUid
memberUid: aash
`);
    expect(await site.run("reconcile")).toMatchObject({
      code: 1,
      stdout: "aash: LDAP: uid=aash is not in astro\n1 left to look at.\n",
    });
    expect(await site.run("reconcile", "--fix")).toMatchObject({ code: 0 });
  });

  it("is 2 when it could not look: a system that does not answer, a faulty configuration, an option that is none", async () => {
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
