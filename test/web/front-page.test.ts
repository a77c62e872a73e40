import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { press, pressAndFill } from "../../dev/local-stack/people.ts";
import { importRows } from "../story/import-rows.ts";
import { newSite } from "../story/new-site.ts";
import { untilEmail, untilRequest } from "../story/until.ts";
import { urlIn } from "../story/until-more.ts";
import { findViolations } from "./axe.ts";

const PORTAL = "https://portal.example.org/";
const HELPDESK = "helpdesk@example.org";
const site = await newSite({
  withLdap: false,
  settings: {
    site: { loginHelp: { text: "By ssh, or here.", url: PORTAL } },
    setpass: { authUrl: "http://127.0.0.1:1/v3", helpdesk: { address: HELPDESK } },
  },
});
site.env.LOG_LEVEL = "debug";
const acct = await site.start();
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

describe("the front page", () => {
  it.each([
    ["en-GB", "light"],
    ["de-DE", "dark"],
    ["es-ES", "light"],
    ["fr-FR", "dark"],
  ] as const)(
    "says in %s, in %s colors, where to log in, and leads to a new password, on a phone and without JavaScript",
    async (locale, colorScheme) => {
      const context = await browser.newContext({
        locale,
        colorScheme,
        bypassCSP: true,
        viewport: { width: 360, height: 640 },
      });
      const page = await context.newPage();
      await page.goto(acct.url);
      expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
      expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(360);
      expect(await page.locator(`a[href="${PORTAL}"]`).count()).toBe(1);
      expect(await page.locator('a[href="mailto:help@example.org"]').count()).toBe(1);
      expect(await findViolations(page)).toEqual([]);
      await context.close();
      const plain = await browser.newContext({ locale, javaScriptEnabled: false });
      const quiet = await plain.newPage();
      await quiet.goto(acct.url);
      await quiet.locator('a[href="/reset"]').click();
      await quiet.locator("[name=email]").waitFor();
      await plain.close();
    },
  );

  it("redirects to the password page if there is a token in the address", async () => {
    const headers = { accept: "text/html" };
    const answer = await fetch(`${acct.url}/?token=abc`, { headers, redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/password"]);
  });
});

it.each(["/decide?token=%00", "/request?token=%00", "/%00", "/password?token=a%00b"])(
  "A NUL in %s is a bad request, not an internal error",
  async (path) => {
    expect((await fetch(`${acct.url}${path}`)).status).toBe(400);
  },
);

it.each(["/decide", "/request", "/reset", "/password"])(
  "A NUL in a form at %s is a bad request, too",
  async (path) => {
    const fields = {
      token: "x",
      name: "a\0",
      email: "a\0@b.example",
      confirm_email: "a\0@b.example",
      pin: "1234",
      reason: "\0",
      password: "\0",
      confirm_password: "\0",
    };
    const answer = await fetch(`${acct.url}${path}`, { method: "POST", body: new URLSearchParams(fields) });
    expect(answer.status).toBe(400);
  },
);

it("Text that was typed after /acct by mistake is never written to the log", async () => {
  await site.sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct canary8642" });
  await expect.poll(() => acct.log()).toContain('"action":"unknown"');
  expect(acct.log()).not.toContain("canary8642");
});

it("The log says who did what, but only at the debug level", async () => {
  await site.sandbox.command({ user: "U0AMY", channel: "C0GENERAL", text: "/acct help" });
  const heard = () =>
    acct
      .log()
      .split("\n")
      .flatMap((line) => (line.includes('"action":"help"') ? [JSON.parse(line) as object] : []));
  await expect.poll(heard).toMatchObject([{ level: 20, action: "help", actor: "slack:U0AMY" }]);
});

it("Control characters that a stranger sends on a page never reach the terminal", async () => {
  await importRows(site, [{ email: "tess@example.org", givenName: "Tess", existingProject: "tess" }]);
  await pressAndFill(site, "U0ADA", ["ask", "Tess Ypsilon"], { question: "Why?" });
  const link = urlIn(await untilEmail(site, "tess@example.org", "question"), "request");
  const token = new URL(link).searchParams.get("token") ?? "";
  const answer = "\u001b]0;pwned\u0007plain\u202e words\nand a line";
  const body = new URLSearchParams({ token, action: "answer", answer });
  expect((await fetch(`${acct.url}/request`, { method: "POST", body })).status).toBe(200);
  const { stdout } = await site.run("requests", "show", "1");
  expect(stdout).toContain("plain words");
  for (const control of ["\u001b", "\u0007", "\u202e"]) expect(stdout).not.toContain(control);
});

it("The PIN of a request that has ended is erased immediately", async () => {
  await importRows(site, [{ email: "sam@example.org", givenName: "Sam", existingProject: "sam" }]);
  const hash = () =>
    site.database.query<{ pin_hash: string | null }>(
      "select pin_hash from requests where given_name = 'Sam'",
    );
  expect(await hash()).toEqual([{ pin_hash: expect.stringMatching(/^[0-9a-f]+:/) }]);
  await untilRequest(site, "Sam Ypsilon", { waitsFor: "admin" });
  await press(site, "U0ADA", "spam", "Sam Ypsilon");
  await expect.poll(hash).toEqual([{ pin_hash: null }]);
});

it("/reset responds the same whether or not the email to the helpdesk can be sent, and never stores the PIN in plain text", async () => {
  const ask = (email: string) =>
    fetch(`${acct.url}/reset`, {
      method: "POST",
      body: new URLSearchParams({ name: "Nobody", email, confirm_email: email, pin: "86420" }),
    });
  site.mailCatcher.refused.set(HELPDESK, 451);
  expect((await ask("one@example.net")).status).toBe(200);
  const rows = await site.database.query(
    "select t::text from notifications t where template = 'helpdesk-ticket'",
  );
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain("86420");
  site.mailCatcher.refused.clear();
  expect((await ask("two@example.net")).status).toBe(200);
  const mail = await site.sandbox.until(
    () => site.mailCatcher.mails.find(({ to }) => to.includes(HELPDESK)),
    "the help desk's ticket",
  );
  expect(mail.text).toContain("PIN: 86420");
  await expect
    .poll(() =>
      site.database.query(
        "select data from notifications where template = 'helpdesk-ticket' and sent_at is not null",
      ),
    )
    .toEqual([{ data: {} }]);
});
