import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { adminCard, approveAsAdmin, approveAsPi, ask, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { csvRow, csvTitles } from "../csv-row.ts";
import { astro, newSite } from "./new-site.ts";
import { replyTo, untilEmail, untilRequest } from "./until.ts";

const site = await newSite({ entries: astro, settings: { slack: { messagesPerMinute: 100_000 } } });
const { sandbox, database } = site;
await site.start();
afterAll(() => site.stop());

async function importRows(...rows: string[]) {
  const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "rows.csv");
  await writeFile(file, `${csvTitles}\n${rows.join("\n")}\n`);
  return site.run("import", file);
}

const POISON: readonly [what: string, givenName: string, familyName: string][] = [
  ["64 characters", "A".repeat(64), "B".repeat(64)],
  ["right to left", "\u202eevil", "حداد"],
  ["emoji", "🦊🦊", "👩‍🔬"],
  ["a mention of the whole channel", "!channel", "!here &lt;!channel&gt;"],
  ["mrkdwn", "`code` *bold*", "_it_ ~strike~"],
  ["quotes and backslashes", `O'"Neill\\`, '"; drop table requests; --'],
  ["LDAP metacharacters", "*)(uid=*", "+a,b;c=#"],
  ["header injection", "Amy\r\nBcc: victim", "Ash"],
  ["HTML", "&lt;script&gt;alert(1)&lt;/script&gt;", "&amp;"],
];

/** No name may contain what an email program, a browser or Slack would interpret. */
const REFUSED: readonly [what: string, name: string][] = [
  ["a mention of the whole channel", "<!channel>"],
  ["a mention", "<@U0ADA>"],
  ["HTML", "<script>alert(1)</script>"],
  ["an email address", "Bcc: victim@example.org"],
  ["a link", "https://evil.example"],
];

describe("a name with", () => {
  it.each(POISON)("%s reaches the directory and does no harm", async (what, givenName, familyName) => {
    const email = `${what.replaceAll(" ", ".").toLowerCase()}@example.org`;
    const imported = await importRows(csvRow({ email: email, givenName: givenName, familyName: familyName }));
    expect(imported.code).toBe(0);
    const [request] = await database.query<{ id: number }>("select id from requests where email = $1", [
      email,
    ]);
    await approveAsAdmin(site, `Request ${request?.id},`);
    await approveAsPi(site, `Request ${request?.id},`);
    const mail = await untilEmail(site, email, "welcome");
    expect(mail.to).toEqual([email]);
    expect(mail.html).not.toContain("<script>");
    const [{ username } = { username: "" }] = await database.query<{ username: string }>(
      "select username from requests where email = $1",
      [email],
    );
    expect(mail.text).toContain(username);
    expect(await site.slapd?.search(`(uid=${username})`, "uid")).toContain(`uid: ${username}`);
    for (const place of [ADMIN_CHANNEL, "U0HOPPER"]) {
      for (const message of sandbox.messages(place)) expect(message.notifies).toEqual([]);
    }
  });
});

it.each(REFUSED)("A row whose name has %s is rejected, and its columns are named", async (_, name) => {
  const { code, stdout } = await importRows(
    csvRow({ email: "odd.name@example.org", givenName: name, familyName: name }),
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(/First name[\s\S]*Last name/);
  expect(await database.query("select 1 from requests where email = 'odd.name@example.org'")).toEqual([]);
});

describe("an import", () => {
  it("names each invalid row with its problem, imports the others, and says how many rows the file has and how many it handled", async () => {
    const { code, stdout } = await importRows(
      csvRow({ email: "no address", givenName: "<b>", pin: "12x" }),
      csvRow({ reason: "x".repeat(10_000), email: "long@example.org" }),
      csvRow({ email: " nbsp\u00a0@example.org ".replace("nbsp\u00a0", "NBSP"), givenName: "N\u00a0B" }),
      csvRow({ email: "root@example.org", existingProject: "root" }),
      csvRow({ email: "toolong@example.org", givenName: "A".repeat(65) }),
    );
    expect(code).toBe(1);
    for (const column of ["Email Address", "First name", "PIN for your first password"]) {
      expect(stdout).toMatch(new RegExp(`^2 .*${column} `, "m"));
    }
    expect(stdout).toMatch(/^row 4: .*N B Ypsilon <nbsp@example\.org>/m);
    expect(stdout).toMatch(/^6 .*First name .*\b64\b/m);
    expect(stdout.trim()).toMatch(/^5 \D+5 \D+3 \D+0 \D+2 \D+$/m);
  });

  it("creates nothing if the same file is imported again", async () => {
    const rows = [csvRow({ email: "again@example.org" }), csvRow({ email: "and.again@example.org" })];
    expect((await importRows(...rows)).stdout.trim()).toMatch(/\b2 \D+0 \D+0 \D+$/);
    expect((await importRows(...rows)).stdout.trim()).toMatch(/\b0 \D+2 \D+0 \D+$/);
  });

  it("denies a request for a project with a reserved name, and tells the requester the name", async () => {
    const mail = await untilEmail(site, "root@example.org", "refused");
    expect(mail.text).toMatch(/\broot\b/);
  });

  it("names a file that is not CSV or does not exist, and creates nothing", async () => {
    const before = await database.query("select 1 from requests");
    const file = join(dirname(site.env.ACCT_CONFIG ?? ""), "broken.csv");
    await writeFile(file, 'a,b\n"unclosed,\n');
    expect(await site.run("import", file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("broken.csv"),
    });
    expect(await site.run("import", "/nowhere.csv")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("/nowhere.csv"),
    });
    expect(await database.query("select 1 from requests")).toHaveLength(before.length);
  });
});

describe("a reason of the maximum length that Slack allows", () => {
  it("fits on the card even if every character gets longer when it is escaped", async () => {
    expect(await ask(site, "U0AMY", { reason: "<&>".repeat(1000) })).toBe("closed");
    const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
    expect(readText(card)).toContain("&lt;&amp;&gt;");
    expect(readText(card)).toContain("…");
  });
});

describe("an unexpected interaction", () => {
  beforeAll(async () => {
    if (adminCard(site, "Amy Ash")) return;
    await ask(site, "U0AMY", {});
    await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  });
  let presses = 0;
  const action = (but: object) => ({
    kind: "interactive" as const,
    body: {
      type: "block_actions",
      api_app_id: "A0ACCT",
      team: { id: "T0CAMPUS", domain: "campus" },
      user: { id: "U0ADA", username: "ada", team_id: "T0CAMPUS" },
      channel: { id: ADMIN_CHANNEL, name: "accounts" },
      container: { type: "message", message_ts: "1.2", channel_id: ADMIN_CHANNEL },
      // A delivery with the trigger of an earlier one is the same press.
      trigger_id: `1.2.${++presses}`,
      response_url: "",
      actions: [{ type: "button", action_id: "approve", block_id: "b", action_ts: "1", ...but }],
    },
  });

  const markOf = (name: string) =>
    new RegExp(`"action_id":"${name}".*?"value":"([^"]+)"`).exec(
      JSON.stringify(adminCard(site, "Amy Ash")?.blocks),
    )?.[1];

  it.each<[string, object]>([
    ["an action that does not exist", { action_id: "approve_v0", value: "1" }],
    ["an older release's value", { value: JSON.stringify({ request: 1, stage: 2 }) }],
    ["a value that is not a number", { value: "1; drop table requests" }],
    ["no value", {}],
    ["an enormous number", { value: "99999999999999999999" }],
    ["a number that no request has", { value: "999999" }],
  ])("%s is acknowledged, changes nothing, and does not stop acct", async (_, but) => {
    const before = await database.query("select count(*) from events");
    expect(await sandbox.deliver(action(but), "U0ADA")).toMatchObject({ acked: true });
    expect(await database.query("select count(*) from events")).toEqual(before);
  });

  it("A form from an older release gets a reply", async () => {
    const body = {
      type: "view_submission",
      api_app_id: "A0ACCT",
      team: { id: "T0CAMPUS", domain: "campus" },
      user: { id: "U0BEN", username: "ben", team_id: "T0CAMPUS" },
      view: {
        id: "V1",
        callback_id: "request_v0",
        private_metadata: "{}",
        state: { values: { a: { b: { type: "x" } } } },
      },
    };
    await replyTo(site, "U0BEN", "U0BEN", async () =>
      expect(await sandbox.deliver({ kind: "interactive", body }, "U0BEN")).toMatchObject({ acked: true }),
    );
  });

  it("A NUL character is removed from a field, and the request is created", async () => {
    const field = (value: string) => ({ value: { type: "plain_text_input", value } });
    const values = {
      givenName: field("B\0en"),
      familyName: field("Birch\0"),
      project: field("astro"),
      pin: field("4711"),
      reason: field("why\0not"),
      username: field(""),
      projectKind: { value: { type: "radio_buttons", selected_option: { value: "join" } } },
      pi: { value: { type: "users_select", selected_user: "U0HOPPER" } },
    };
    const body = {
      type: "view_submission",
      team: { id: "T0CAMPUS" },
      user: { id: "U0BEN", team_id: "T0CAMPUS" },
      view: { id: "V2", callback_id: "request-account", private_metadata: "", state: { values } },
    };
    expect(await sandbox.deliver({ kind: "interactive", body }, "U0BEN")).toMatchObject({ acked: true });
    expect(readText(await untilRequest(site, "Ben Birch", { waitsFor: "admin" }))).toContain("whynot");
  });

  it("A person from another workspace who presses a button in a shared channel decides nothing", async () => {
    const payload = action({ action_id: "claim", value: markOf("claim") });
    Object.assign(payload.body.user, { id: "U0STRANGE", team_id: "T0ELSEWHERE" });
    const before = await database.query("select count(*) from events");
    expect(await sandbox.deliver(payload, "U0STRANGE")).toMatchObject({ acked: true });
    expect(await database.query("select count(*) from events")).toEqual(before);
  });

  it("An admin whose first workspace in an Enterprise Grid is another one decides as everyone else does", async () => {
    const payload = action({ action_id: "claim", value: markOf("claim") });
    Object.assign(payload.body.user, { team_id: "T0FACULTY" });
    Object.assign(sandbox.workspace.people.get("U0ADA") ?? {}, {
      team: "T0FACULTY",
      workspaces: ["T0FACULTY", "T0CAMPUS"],
    });
    expect(await sandbox.deliver(payload, "U0ADA")).toMatchObject({ acked: true });
    await expect
      .poll(() => database.query("select actor from events where kind = 'claimed'"))
      .toEqual([{ actor: "slack:U0ADA" }]);
  });

  it("After all of these, acct still replies", async () => {
    const help = await replyTo(site, "U0ADA", ADMIN_CHANNEL, () =>
      sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct help" }),
    );
    expect(readText(help)).toContain("/acct retry");
    expect(await site.slapd?.search("(uid=*)", "dn", "-b", LDAP.peopleDn)).not.toBe("");
  });
});
