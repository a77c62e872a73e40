import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { startOidc } from "../../dev/local-stack/oidc.ts";
import { approveAsAdmin, ask, press, pressAndFill, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { toDocumentText } from "../../src/agreements/document-text.ts";
import type { TemplateName } from "../../src/db/names.ts";
import { foundingPage } from "../../src/web/founding-page.ts";
import { invitationPage } from "../../src/web/invitation-page.ts";
import { mountOf } from "../../src/web/mount.ts";
import { signPage } from "../../src/web/pages.ts";
import { rosterPage } from "../../src/web/roster-page.ts";
import { en } from "../../src/web/text/en.ts";
import { importRows } from "../story/import-rows.ts";
import { newSite } from "../story/new-site.ts";
import { untilEmail, untilEvent, untilRequest } from "../story/until.ts";
import { answerToCommand, untilEmailAbout, urlIn } from "../story/until-more.ts";
import { aFounding, anInvitation, aRoster } from "./a-roster.ts";
import { findViolations } from "./axe.ts";

const SIGN_SITE = {
  ...{ name: "Campus", helpAddress: "help@example.org", timeZone: "UTC", language: "en" },
  mount: mountOf("https://accounts.example.org"),
};
const provider = await startOidc("http://127.0.0.1/login/callback");
const site = await newSite({
  withLdap: false,
  settings: {
    publicLog: { enabled: true, showRule: true },
    oidc: { issuer: provider.issuer, clientId: provider.client.id },
  },
  variables: { OIDC_CLIENT_SECRET: provider.client.secret },
});
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
  await site.start();
  await importRows(site, [
    { email: "xena@example.org", piEmail: "absent@elsewhere.example", existingProject: "geo" },
  ]);
  await pressAndFill(site, "U0ADA", ["ask", "Xena"], { question: "Which software?" });
  await untilRequest(site, "Xena", { isAsked: true });
  await importRows(site, [
    {
      email: "yana@example.org",
      givenName: "Yana",
      piEmail: "absent@elsewhere.example",
      existingProject: "geology",
    },
  ]);
  await approveAsAdmin(site, "Yana");
  await site.database.query(
    `with person as (
       insert into people (given_name, family_name, email, source, created_at)
       values ('Lena', 'Lund', $1, 'manual', now()) returning id
     ), project as (
       insert into projects (name, gid_number, source, created_at) values ('comets', 7001, 'adopted', now())
     )
     insert into identities (person_id, kind, value, state, verified_by, verified_at, created_at)
     select id, 'email', $1, 'active', 'admin', now(), now() from person`,
    ["lena@elsewhere.example"],
  );
  await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct ask-pi comets lena@elsewhere.example");
});
afterAll(async () => {
  await browser.close();
  await Promise.all([site.stop(), provider.stop()]);
});

const linkTo = async (address: string, template: TemplateName, path: string) =>
  urlIn(await untilEmail(site, address, template), path);

describe.each(["light", "dark"] as const)("in %s colors, axe finds nothing wrong with", (colorScheme) => {
  const open = async (url: string) => {
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };

  it("the page where a requester follows their request and replies", async () => {
    const page = await open(await linkTo("xena@example.org", "question", "request"));
    await page.locator("summary").click();
    await page.locator("button[value=withdraw]").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.context().close();
  });

  it("the page where a PI decides, with and without an error message", async () => {
    const page = await open(await linkTo("absent@elsewhere.example", "pi-approval", "decide"));
    expect(await findViolations(page)).toEqual([]);
    await page.locator("button[value=denied]").click();
    await page.getByRole("alert").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.context().close();
  });

  it("the page where someone adds a sign-in, and the page where a PI is asked about a project", async () => {
    const said = readText(await answerToCommand(site, "U0BEN", "C0GENERAL", "/acct signin"));
    const signIn = await open(/http\S+signin\?token=[\w-]+/.exec(said)?.[0] ?? "");
    await signIn.locator("a[href='/signin/start']").waitFor();
    expect(await findViolations(signIn)).toEqual([]);
    await signIn.context().close();
    const asked = await open(await linkTo("lena@elsewhere.example", "ask-pi", "pi"));
    await asked.locator("button[value=yes]").waitFor();
    expect(await findViolations(asked)).toEqual([]);
    await asked.context().close();
  });

  it("the pages of a project, of a new one, and of an invitation, which fit on a phone", async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 700 } });
    const page = await context.newPage();
    for (const html of [
      rosterPage(SIGN_SITE, en, aRoster),
      foundingPage(SIGN_SITE, en, aFounding),
      invitationPage(SIGN_SITE, en, anInvitation(en)),
      invitationPage(SIGN_SITE, en, { ...anInvitation(en), hasAccount: true }),
    ]) {
      await page.setContent(html);
      await page.addStyleTag({ path: "src/web/pages/acct.css" });
      expect(await findViolations(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    }
    await context.close();
  });

  it("the page where people sign, which fits on a phone", async () => {
    const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 700 } });
    const page = await context.newPage();
    const terms =
      "# Purpose\n\nFor research only, as https://www.example.org/a-long-address/of-a-policy says.\n\n- Be kind.";
    const documents = ["Terms of use", "Data protection"].map((title) => ({
      ...{ title, version: "1" },
      ...toDocumentText(title, terms, "markdown"),
    }));
    const form = { token: "T", name: "Amy Ash", documents, problem: en.sign.changed };
    await page.setContent(signPage(SIGN_SITE, en, form));
    await page.addStyleTag({ path: "src/web/pages/acct.css" });
    expect(await findViolations(page)).toEqual([]);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    await context.close();
  });

  it("the public log", async () => {
    await site.database.query(
      `insert into public_log (request_id, name, user_id, rule, at)
       select id, 'xena', '7', 'staff', now() from requests order by id limit 1 on conflict do nothing`,
    );
    const page = await open(`${site.processes[0]?.url}/log`);
    await page.getByText("@xena was approved.").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await page.context().close();
  });

  it("the workspace page with each side tab, the Home tab, and a form", async () => {
    const page = await open(`${site.sandbox.url}/page/index.html#as=U0ADA&in=C0ACCOUNTS`);
    await page.locator("article", { hasText: "Xena Ypsilon" }).first().waitFor();
    expect(await findViolations(page)).toEqual([]);
    const sides = page.locator("#beside [role=tab]");
    for (let at = 0; at < (await sides.count()); at++) {
      await sides.nth(at).click();
      await sides.nth(at).and(page.locator("[aria-selected=true]")).waitFor();
      expect(await findViolations(page), (await sides.nth(at).textContent()) ?? "").toEqual([]);
    }
    await page.getByRole("button", { name: "● acct" }).click();
    await page.getByRole("tab", { name: "Home" }).click();
    await page.locator("[data-action=request-account]").first().waitFor();
    expect(await findViolations(page), "Home").toEqual([]);
    await page.locator("[data-action=request-account]").first().click();
    await page.getByRole("dialog").locator("[name=pin]").waitFor();
    expect(await findViolations(page), "a form").toEqual([]);
    await page.keyboard.press("Escape");
    await page.context().close();
  });
});

it("The workspace page works with the keyboard alone: a card can be approved, and a form keeps the cursor's place while someone types", async () => {
  await ask(site, "U0BEN", { project: "keys", projectKind: "new", pi: "" });
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  const page = await browser.newPage();
  await page.goto(`${site.sandbox.url}/page/index.html#as=U0ADA&in=C0ACCOUNTS`);
  const card = page.locator("article", { hasText: "Ben Birch" }).first();
  await card.locator("[data-action=approve]").focus();
  await page.keyboard.press("Enter");
  await untilEvent(site, "Ben Birch", "approved", "Ada Okafor");

  await page.locator("#composer-text").focus();
  await page.keyboard.type("/acct request");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").locator("[name=username]").focus();
  await page.keyboard.type("okafor");
  await page.getByText(/✓.*okafor/).waitFor();
  await page.keyboard.type("2");
  expect(await page.getByRole("dialog").locator("[name=username]").inputValue()).toBe("okafor2");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  const sides = page.locator("#beside [role=tab]");
  await sides.first().focus();
  await page.keyboard.press("ArrowRight");
  await sides.nth(1).and(page.locator("[aria-selected=true]")).waitFor();
  await page.close();
});

it("The decision page works on a phone without JavaScript", async () => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 640 },
  });
  const page = await context.newPage();
  await importRows(site, [
    {
      email: "yoko@example.org",
      givenName: "Yoko",
      existingProject: "jazz",
      piEmail: "absent@elsewhere.example",
    },
  ]);
  await press(site, "U0ADA", "approve", "Yoko Ypsilon");
  const mail = await untilEmailAbout(site, "absent@elsewhere.example", "pi-approval", "Yoko Ypsilon");
  const link = urlIn(mail, "decide");
  await page.goto(link);
  const { scrollWidth } = { scrollWidth: await page.locator("html").evaluate((html) => html.scrollWidth) };
  expect(scrollWidth).toBeLessThanOrEqual(360);
  await page.locator("button[value=approved]").click();
  await page.waitForURL("**/decide/done");
  await untilEvent(site, "Yoko Ypsilon", "approved", "H");
  await context.close();
});
