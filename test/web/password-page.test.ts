import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  linkIn,
  openLink,
  PASSWORD,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { en } from "../../src/web/text/en.ts";
import { importRows } from "../story/import-rows.ts";
import { astro, newSite } from "../story/new-site.ts";
import { untilEmail } from "../story/until.ts";
import { hasAction, untilHome } from "../story/until-more.ts";

const site = await newSite({
  entries: astro,
  settings: {
    slack: { messagesPerMinute: 100_000 },
    site: { loginHelp: { text: "By ssh, or on the portal.", url: "https://portal.example.org/" } },
  },
});
const { database, slapd } = site;
const acct = await site.start();
afterAll(() => site.stop());

async function linkFor(user: string, name: string, email: string): Promise<string> {
  expect(await ask(site, user)).toBe("closed");
  await approveAsAdmin(site, name);
  await approveAsPi(site, name);
  return linkIn(await untilEmail(site, email, "welcome"));
}

describe("the link in the email", () => {
  let link = "";
  beforeAll(async () => {
    link = await linkFor("U0AMY", "Amy Ash", "amy@example.org");
  });

  it("can be opened any number of times, as mail scanners do, without being used up", async () => {
    for (let i = 0; i < 5; i++) {
      const opened = await openLink(link);
      expect(opened.status).toBe(200);
      expect(opened.page).toContain("aash");
      expect(opened.url).toBe(`${acct.url}/password`);
    }
  });

  it("tells a password manager the username, and that the PIN consists of digits and isn't a password", async () => {
    const { page } = await openLink(link);
    const fieldOf = (name: string) => new RegExp(`<input [^>]*name="${name}"[^>]*>`).exec(page);
    expect(fieldOf("username")?.[0]).toMatch(/autocomplete="username" value="aash" readonly/);
    expect(fieldOf("pin")?.[0]).toMatch(/inputmode="numeric" autocomplete="one-time-code"/);
    expect(fieldOf("username")?.index).toBeLessThan(fieldOf("password")?.index ?? 0);
  });

  it("opens a page that can't be embedded, cached or scripted by others, and that sends no referrer", async () => {
    const { headers } = await openLink(link);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  });

  it("rejects a password that is easy to guess or contains the person's data, and counts no attempt", async () => {
    for (const password of ["password", "amy@example.org", "aaaaaaaaaaaa"]) {
      expect((await choosePassword(link, { password, confirm_password: password })).status).toBe(400);
    }
    expect(await database.query("select attempts, used_at from password_links")).toEqual([
      { attempts: 0, used_at: null },
    ]);
  });

  it("shows a problem beside the field for an invalid password, and counts no attempt", async () => {
    for (const [fields, problem] of [
      [{ password: "short", confirm_password: "short" }, /id="password-problem"[^<]*\b8\b/],
      [{ password: PASSWORD, confirm_password: `${PASSWORD}!` }, /id="confirm_password-problem"/],
      [{ password: "x".repeat(257), confirm_password: "x".repeat(257) }, /id="password-problem"[^<]*\b256\b/],
    ] as const) {
      const { status, page } = await choosePassword(link, fields);
      expect(status).toBe(400);
      expect(page).toMatch(problem);
    }
    expect(await database.query("select attempts from password_links")).toEqual([{ attempts: 0 }]);
  });

  it("is locked after wrong PINs, even if thirty are tried at the same time, and then rejects the right one", async () => {
    const tries = await Promise.all(
      Array.from({ length: 30 }, (_, n) => choosePassword(link, { pin: String(1000 + n) })),
    );
    expect(new Set(tries.map(({ status }) => status))).toEqual(new Set([403]));
    expect(await choosePassword(link)).toMatchObject({ status: 403 });
    expect(await database.query("select attempts from password_links")).toEqual([{ attempts: 31 }]);
    expect(await slapd?.whoami(`uid=aash,${LDAP.peopleDn}`, PASSWORD)).toMatchObject({ code: 49 });
  });
});

describe("What people type", () => {
  let sheet = "";
  beforeAll(async () => {
    // A spreadsheet has made 123 of the PIN 0123.
    const row = { email: "lost.zero@example.org", givenName: "Zora", familyName: "Zero", pin: "123" };
    await importRows(site, [{ ...row, existingProject: "astro", piEmail: "hopper@example.org" }]);
    await approveAsAdmin(site, "Zora Zero");
    await approveAsPi(site, "Zora Zero");
    sheet = linkIn(await untilEmail(site, "lost.zero@example.org", "welcome"));
  });

  it("is rejected with a sentence if the password is nothing but spaces", async () => {
    for (const blank of [" ".repeat(12), "\u00a0".repeat(12), "\u3000".repeat(12)]) {
      const typed = { pin: "0123", password: blank, confirm_password: blank };
      const { status, page } = await choosePassword(sheet, typed);
      expect(status).toBe(400);
      expect(page).toContain(en.problem.missing);
    }
  });

  it("is the same password from every keyboard, and the same PIN whatever a spreadsheet has taken from it", async () => {
    const composed = "Größe wächst über Maß 7";
    const typed = { password: composed.normalize("NFD"), confirm_password: composed };
    expect(typed.password).not.toBe(composed);
    expect(await choosePassword(sheet, { ...typed, pin: "1230" })).not.toMatchObject({ status: 200 });
    expect(await choosePassword(sheet, { ...typed, pin: "0123" })).toMatchObject({ status: 200 });
    const [{ username } = { username: "" }] = await database.query<{ username: string }>(
      "select username from requests where email = 'lost.zero@example.org'",
    );
    const accepts = async (password: string) =>
      (await slapd?.whoami(`uid=${username},${LDAP.peopleDn}`, password))?.code === 0;
    expect(await accepts(composed)).toBe(true);
    expect(await accepts(composed.normalize("NFD"))).toBe(false);
  });
});

it("People are told where to log in once the password is set, and in the Home tab once the account is ready, not before", async () => {
  const help = "By ssh, or on the portal.";
  expect(await ask(site, "U0NOETHER")).toBe("closed");
  await approveAsAdmin(site, "Emma Noether");
  const before = await untilHome(site, "U0NOETHER", ({ view }) => !hasAction(view, "request-account"));
  expect(before.text).not.toContain(help);
  await approveAsPi(site, "Emma Noether");
  const link = linkIn(await untilEmail(site, "noether@example.org", "welcome"));
  const { text: home } = await untilHome(site, "U0NOETHER", ({ view }) => hasAction(view, "reset-password"));
  expect(home).toContain(help);
  expect(home).toContain("https://portal.example.org/");
  const { page, url } = await choosePassword(link);
  expect(new URL(url).pathname).toBe("/password/done");
  expect(page).toContain(help);
  expect(page).toContain('href="https://portal.example.org/"');
});

it("A link that was not used in time no longer works", async () => {
  const link = await linkFor("U0BEN", "Ben Birch", "ben@example.org");
  await database.query(
    "update password_links set expires_at = now() - interval '1 second' where used_at is null",
  );
  expect(await choosePassword(link)).toMatchObject({ status: 403 });
});

it("No PIN, password or link is in the database or in the log", async () => {
  const link = await linkFor("U0ZOE", "Zoë", "zoe@example.org");
  await choosePassword(link);
  const tables = ["requests", "events", "notifications", "accounts", "password_links"];
  const rows = await Promise.all(tables.map((table) => database.query(`select t::text from ${table} t`)));
  const token = new URL(link).searchParams.get("token") ?? "";
  for (const secret of [PASSWORD, token]) {
    expect(JSON.stringify(rows)).not.toContain(secret);
    expect(acct.log()).not.toContain(secret);
  }
  // Amy's link was never used. Zoë's PIN was no longer needed after she set her first password.
  const hashes = await database.query<{ email: string; hash: string | null }>(
    "select email, pin_hash as hash from accounts a join people p on p.id = a.person_id where email like 'amy%' or email like 'zoe%' order by email",
  );
  expect(hashes).toEqual([
    { email: "amy@example.org", hash: expect.stringMatching(/^[0-9a-f]{8}:/) },
    { email: "zoe@example.org", hash: null },
  ]);
  expect(await database.query("select 1 from requests where pin_hash is not null")).toEqual([]);
});

it.each([
  ["/", 200],
  ["/password", 404],
  ["/password?token[]=a&token[]=b", 404],
  ["/reset", 200],
  ["/healthz", 200],
  ["/slack/events", 404],
])("%s responds with %i", async (path, status) => {
  expect((await fetch(`${acct.url}${path}`)).status).toBe(status);
});

it("A flood of attempts from one address is slowed down", async () => {
  const statuses = await Promise.all(
    Array.from({ length: 80 }, () => fetch(`${acct.url}/password?token=x`).then(({ status }) => status)),
  );
  expect(statuses).toContain(429);
});

it("A directory that responds but doesn't let acct set passwords isn't reported as down; the link stays valid, and the admins are told", async () => {
  const denied = await newSite({ entries: astro, passwordAccess: "none" });
  await denied.start();
  expect(await ask(denied, "U0AMY")).toBe("closed");
  await approveAsAdmin(denied, "Amy Ash");
  await approveAsPi(denied, "Amy Ash");
  const link = linkIn(await untilEmail(denied, "amy@example.org", "welcome"));
  const { status, page } = await choosePassword(link);
  expect(status).toBe(503);
  expect(page).toContain(en.dead.denied.title.replaceAll("'", "&#39;"));
  await choosePassword(link);
  const told = () =>
    denied.sandbox.messages(ADMIN_CHANNEL).filter((message) => /userPassword/.test(readText(message)));
  await expect.poll(() => told().length).toBe(1);
  expect((await openLink(link)).status).toBe(200);
  await denied.stop();
});
