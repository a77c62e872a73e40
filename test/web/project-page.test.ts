import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { approveAsAdmin, press } from "../../dev/local-stack/people.ts";
import { cookieBrowser } from "../cookie-browser.ts";
import { changeRequests } from "../story/change-requests.ts";
import { untilDirectMessage, untilEmail } from "../story/until.ts";
import { answerToCommand, untilMessage, urlIn } from "../story/until-more.ts";
import { aProjectSite, isInGroup, post, problemIn, rosterTokenOf } from "./a-project-site.ts";
import { askOnPage } from "./ask-on-page.ts";

const site = await aProjectSite(["ben", "zoe", "noether", "ada", "mia", "max"], ["amy"]);
const { database } = site;
beforeAll(async () => {
  await site.start();
});
afterAll(() => site.stop());

const PI = "hopper@example.org";
const far = "2099-12-31";

/** Sends a form of the page of optics. */
const send = async (email: string, action: string, fields: Record<string, string> = {}, language = "en") =>
  post(
    site,
    "/project",
    { token: await rosterTokenOf(site, email), action, ...fields },
    { "accept-language": language },
  );
const open = async (email: string) =>
  cookieBrowser().open(`${site.processes[0]?.url}/project?token=${await rosterTokenOf(site, email)}`);
const done = { status: 303, next: "/project" };

const member = async (username: string) =>
  (
    await database.query<{ role: string; ends: string | null }>(
      `select m.role, to_char(m.ends_at at time zone 'Etc/GMT+12', 'YYYY-MM-DD') as ends from memberships m
       join accounts a on a.id = m.account_id join projects p on p.id = m.project_id
       where a.username = $1 and p.name = 'optics'`,
      [username],
    )
  )[0];
const invitations = () =>
  database.query<{ id: string; name: string; role: string; state: string }>(
    "select id, name, role, state from invitations order by created_at",
  );
const lastRequest = async (kind: string) =>
  (
    await database.query<{ id: number; status: string; waitsFor: string | null; piEmail: string | null }>(
      `select id, status, waits_for as "waitsFor", pi_email as "piEmail" from requests where kind = $1 order by id desc limit 1`,
      [kind],
    )
  )[0];
/** Everything that a form of the page could change. */
const everything = () =>
  database.query(
    `select (select count(*) from requests) as requests, (select count(*) from events) as events,
       (select json_agg(m order by id) from memberships m) as memberships, (select json_agg(i order by id) from invitations i) as invitations`,
  );

describe("A PI, on the page of their project,", () => {
  it("sets and removes an end date, which the page shows as it was entered", async () => {
    expect(await send(PI, "end-date", { about: "ben", ends: far })).toMatchObject(done);
    await expect.poll(() => member("ben")).toEqual({ role: "member", ends: far });
    expect((await open(PI)).page).toContain("until December 31, 2099");
    expect((await open("ben@example.org")).page).toContain("until December 31, 2099");
    expect((await open("zoe@example.org")).page).not.toContain("until December 31, 2099");
    await untilEmail(site, "ben@example.org", "membership-changed");
    expect(await send(PI, "end-date", { about: "ben", ends: "" })).toMatchObject(done);
    await expect.poll(() => member("ben")).toEqual({ role: "member", ends: null });
  });

  it("makes a member a manager and a manager a member, and invites a manager", async () => {
    expect(await send(PI, "promote", { about: "noether" })).toMatchObject(done);
    await expect.poll(async () => (await member("noether"))?.role).toBe("manager");
    expect(await send(PI, "promote", { about: "zoe" })).toMatchObject(done);
    await expect.poll(async () => (await member("zoe"))?.role).toBe("manager");
    expect(await send(PI, "demote", { about: "zoe" })).toMatchObject(done);
    await expect.poll(async () => (await member("zoe"))?.role).toBe("member");
    const invited = { email: "new@elsewhere.example", role: "manager", ends: far };
    expect(await send(PI, "invite", invited)).toMatchObject(done);
    expect(await invitations()).toMatchObject([{ name: invited.email, role: "manager", state: "open" }]);
    await untilEmail(site, invited.email, "invitation");
    const [{ id = "" } = {}] = await invitations();
    expect(await send(PI, "take-back", { about: id })).toMatchObject(done);
    expect(await invitations()).toMatchObject([{ state: "taken-back" }]);
    expect(await send(PI, "take-back", { about: id })).toMatchObject({ status: 409 });
  });

  it("removes someone, undoes it, and removes them again", async () => {
    expect(await send(PI, "remove", { about: "mia" })).toMatchObject(done);
    await expect.poll(async () => (await open(PI)).page).toContain('value="undo"');
    const { id } = (await lastRequest("removal")) ?? {};
    expect(await send(PI, "undo", { about: String(id) })).toMatchObject(done);
    expect(await lastRequest("removal")).toMatchObject({ id, status: "withdrawn" });
    expect(await send(PI, "undo", { about: String(id) })).toMatchObject({ status: 409 });
    expect(await send(PI, "remove", { about: "mia" })).toMatchObject(done);
    await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
    await changeRequests(database, {
      where: "kind = 'removal' and status = 'waiting'",
      set: "stage_since = stage_since - interval '1 day', run_at = now()",
    });
    await expect.poll(() => member("mia")).toBeUndefined();
    expect(await isInGroup(site, "mia")).toBe(false);
    expect(await send(PI, "remove", { about: "mia" })).toMatchObject({ status: 409 });
  });

  it("asks someone to lead the project, takes that back, and hands the project over to someone else, who agrees", async () => {
    expect(
      await send(PI, "hand-over", { email: "noether@example.org", reason: "You know it best." }),
    ).toMatchObject(done);
    await expect
      .poll(() => lastRequest("new-pi"))
      .toMatchObject({ waitsFor: "pi", piEmail: "noether@example.org" });
    const page = (await open(PI)).page;
    expect(page).toContain('value="stop-hand-over"');
    expect(page).not.toContain('value="hand-over"');
    const second = await send(PI, "hand-over", { email: "amy@example.org", reason: "Or you?" });
    expect(second).toMatchObject({ status: 409 });
    expect(second.page).toContain("Or you?");
    expect(problemIn(second.page)).toContain("Emma Noether");
    const { id } = (await lastRequest("new-pi")) ?? {};
    expect(await send(PI, "stop-hand-over", { about: String(id) })).toMatchObject(done);
    expect(await lastRequest("new-pi")).toMatchObject({ status: "withdrawn" });

    expect(await send(PI, "hand-over", { email: "curie@example.org" })).toMatchObject(done);
    // acct doesn't know her yet.
    await expect.poll(() => lastRequest("new-pi")).toMatchObject({ waitsFor: "admin" });
    await approveAsAdmin(site, "optics");
    await expect.poll(() => lastRequest("new-pi")).toMatchObject({ waitsFor: "pi" });
    await press(site, "U0CURIE", "approve", "optics", "D0CURIE");
    await expect
      .poll(() =>
        database.query(
          "select p.email from memberships m join people p on p.id = m.person_id join projects j on j.id = m.project_id where j.name = 'optics' and m.role = 'pi'",
        ),
      )
      .toEqual([{ email: "curie@example.org" }]);
    await untilDirectMessage(site, "U0HOPPER", "pi-set");
    expect(await send("curie@example.org", "hand-over", { email: PI })).toMatchObject(done);
    await expect.poll(() => lastRequest("new-pi")).toMatchObject({ waitsFor: "pi" });
    await press(site, "U0HOPPER", "approve", "optics", "D0HOPPER");
    await expect.poll(async () => (await open(PI)).page).toContain('value="hand-over"');
  });

  it("leaves the project only after someone else has taken over, and a member leaves it", async () => {
    expect(await send(PI, "leave")).toMatchObject({ status: 403 });
    expect(await send("max@example.org", "leave")).toMatchObject(done);
    await expect.poll(() => lastRequest("removal")).toMatchObject({ waitsFor: "undo-period" });
  });
});

describe("Bad input loses nothing that was typed:", () => {
  it.each([
    ["invite", { email: "not an address", ends: far, role: "manager" }, 400],
    ["invite", { email: "nina@elsewhere.example", ends: "2020-01-01", role: "manager" }, 400],
    ["invite", { email: "nina@elsewhere.example", ends: "2099-02-30" }, 400],
    ["invite", { email: PI, ends: far }, 400],
    ["invite", { email: "  ", ends: far }, 400],
    ["end-date", { about: "zoe", ends: "2020-01-01" }, 400],
    ["hand-over", { email: "nobody", reason: "You know it best." }, 400],
    ["hand-over", { email: PI, reason: "You know it best." }, 400],
    ["hand-over", { email: "curie@example.org", reason: "x".repeat(3001) }, 400],
    ["", { email: "nina@elsewhere.example" }, 400],
  ] as const)("%s %j", async (action, fields, status) => {
    const before = await everything();
    for (const language of ["en", "de", "fr", "es"]) {
      const answer = await send(PI, action, fields, language);
      expect(answer.status).toBe(status);
      expect(problemIn(answer.page)).not.toBe("");
      if (action === "") continue;
      for (const [name, typed] of Object.entries(fields)) {
        if (name === "role") expect(answer.page).toContain('<option value="manager" selected>');
        else if (name === "reason") expect(answer.page).toContain(`>${typed}</textarea>`);
        else expect(answer.page).toContain(`value="${typed}"`);
      }
    }
    expect(await everything()).toEqual(before);
  });

  it("an invitation that is open already", async () => {
    expect(await send(PI, "invite", { email: "nina@elsewhere.example" })).toMatchObject(done);
    const again = await send(PI, "invite", { email: "nina@elsewhere.example", ends: far }, "de");
    expect(again.status).toBe(409);
    expect(again.page).toContain(`value="${far}"`);
    expect(problemIn(again.page)).toContain("nina@elsewhere.example");
  });
});

describe("Someone without the right", () => {
  const forManagers = [
    ["invite", { email: "more@elsewhere.example" }],
    ["remove", { about: "zoe" }],
    ["end-date", { about: "zoe", ends: far }],
  ] as const;
  const forPis = [
    ["promote", { about: "zoe" }],
    ["demote", { about: "noether" }],
    ["hand-over", { email: "zoe@example.org" }],
    ["stop-hand-over", { about: "1" }],
  ] as const;

  it.each(["zoe@example.org", "ada@example.org"])(
    "changes nothing: %s is a member, also if they are an admin in the chat",
    async (email) => {
      const { page } = await open(email);
      for (const action of ["invite", "remove", "end-date", "promote", "hand-over"])
        expect(page).not.toContain(`value="${action}"`);
      const before = await everything();
      for (const [action, fields] of [...forManagers, ...forPis, ["take-back", {}]] as const)
        expect((await send(email, action, fields)).status, action).toBe(403);
      // Members undo only that they leave.
      expect((await send(email, "undo", { about: "1" })).status).toBe(409);
      expect(await everything()).toEqual(before);
    },
  );

  it("changes nothing: a manager neither names managers nor hands the project over, and removes no manager", async () => {
    const email = "noether@example.org";
    const { page } = await open(email);
    for (const action of ["promote", "hand-over"]) expect(page).not.toContain(`value="${action}"`);
    expect(page).not.toContain('name="role"');
    const before = await everything();
    for (const [action, fields] of forPis)
      expect((await send(email, action, fields)).status, action).toBe(403);
    for (const action of ["remove", "end-date"])
      expect((await send(email, action, { about: "noether", ends: far })).status, action).toBe(409);
    expect(await everything()).toEqual(before);
    expect(await send(email, "invite", { email: "only@elsewhere.example", role: "manager" })).toMatchObject(
      done,
    );
    expect((await invitations()).at(-1)).toMatchObject({ name: "only@elsewhere.example", role: "member" });
  });
});

describe("A link that doesn't work", () => {
  it("changes nothing, and says why: it has expired, is incomplete, or is one of another kind", async () => {
    const before = await everything();
    const old = await rosterTokenOf(site, PI, { now: new Date(Date.now() - 8 * 86_400_000) });
    const good = await rosterTokenOf(site, PI);
    for (const token of [old, good.slice(0, -1), "", "1.2.3"]) {
      const answer = await post(site, "/project", { token, action: "remove", about: "zoe" });
      expect(answer.status).toBe(404);
      expect(answer.page).not.toContain("Zo");
      expect((await post(site, "/project/new", { token, project: "x", description: "x" })).status).toBe(404);
    }
    expect(await everything()).toEqual(before);
  });

  it("is that of someone who has left the project", async () => {
    const token = await rosterTokenOf(site, "ben@example.org");
    expect(await send(PI, "remove", { about: "ben" })).toMatchObject(done);
    await expect
      .poll(() =>
        database.query(
          "select 1 from requests where username = 'ben' and kind = 'removal' and waits_for = 'undo-period'",
        ),
      )
      .toHaveLength(1);
    await changeRequests(database, {
      where: "kind = 'removal' and username = 'ben' and status = 'waiting'",
      set: "stage_since = stage_since - interval '1 day', run_at = now()",
    });
    await expect.poll(() => member("ben")).toBeUndefined();
    expect((await post(site, "/project", { token, action: "leave" })).status).toBe(404);
    expect((await cookieBrowser().open(`${site.processes[0]?.url}/project?token=${token}`)).status).toBe(404);
  });
});

it("The link comes by the button in the chat, and the address of the page doesn't contain it", async () => {
  const roster = await answerToCommand(site, "U0ZOE", "C0GENERAL", "/acct project optics");
  await site.sandbox.press({ user: "U0ZOE", channel: "C0GENERAL", ts: roster.ts, actionId: "email-roster" });
  const sent = JSON.stringify(await untilMessage(site, "U0ZOE", "/project?token="));
  const [link = ""] = /http[^"|>\s]+\/project\?token=[\w.-]+/.exec(sent) ?? [];
  const shown = await cookieBrowser().open(link);
  expect(shown.status).toBe(200);
  expect(shown.url).toMatch(/\/project$/);
});

it("Someone gets the link on the front page as well, and finds their other projects on the page", async () => {
  const browser = cookieBrowser();
  const front = await browser.open(`${site.processes[0]?.url}/`);
  expect(front.page).toContain('href="/status"');
  expect((await askOnPage(site, { email: PI.toUpperCase(), path: "/status" })).status).toBe(303);
  const page = await browser.open(urlIn(await untilEmail(site, PI, "roster-link"), "project"));
  expect(page.page).toMatch(/<h1>[^<]*astro/);
  const [, other = ""] = /<li><a href="(\/project\?token=[^"]+)">optics</.exec(page.page) ?? [];
  expect((await browser.open(new URL(other, page.url).href)).page).toMatch(/<h1>[^<]*optics/);
  const stranger = "stranger@elsewhere.example";
  expect((await askOnPage(site, { email: stranger, path: "/status" })).status).toBe(303);
  expect(await database.query("select 1 from notifications where to_email = $1", [stranger])).toEqual([]);
});

it("Someone with an account and no project gets the link to the form for a new one on the front page, and asks for it there", async () => {
  const email = "amy@example.org";
  await database.query(
    "delete from memberships where account_id = (select id from accounts where username = 'amy')",
  );
  expect((await askOnPage(site, { email, path: "/status" })).status).toBe(303);
  const browser = cookieBrowser();
  const form = await browser.open(urlIn(await untilEmail(site, email, "founding-link"), "project/new"));
  expect(form.url).toMatch(/\/project\/new$/);
  const [, token = ""] = /name="token" value="([^"]*)"/.exec(form.page) ?? [];
  const answers = { token, form: "", project: "glaciers", description: "Ice" };
  expect(await post(site, "/project/new", answers)).toMatchObject({ status: 303, next: "/request" });
  await expect.poll(() => lastRequest("project")).toMatchObject({ waitsFor: "admin" });
});
