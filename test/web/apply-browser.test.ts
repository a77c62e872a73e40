import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { approveAsAdmin } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "../story/new-site.ts";
import { emailsTo, untilEmail, untilRequest } from "../story/until.ts";
import { urlIn } from "../story/until-more.ts";
import { stampFrom } from "./ask-on-page.ts";
import { findViolations } from "./axe.ts";

const otherGroups = [
  { name: "gpu-users", title: "GPU users", system: "ldap" },
  { name: "robots", title: "Robot lab", system: "ldap" },
] as unknown as object;
const site = await newSite({ entries: astro, publicForm: true, settings: { otherGroups } });
let browser: Browser;
let root = "";
beforeAll(async () => {
  browser = await launchChromium();
  root = (await site.start()).url;
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

/** Says that the page has been open for a while, so that no test has to wait. */
async function age(page: Page): Promise<void> {
  await page.route("**/apply", async (route) => {
    const request = route.request();
    if (request.method() !== "POST") return route.continue();
    const body = new URLSearchParams(request.postData() ?? "");
    body.set("stamp", stampFrom(site));
    await route.continue({ postData: body.toString() });
  });
}

/** A page on a phone or a desk. Nothing on it may be wider than the screen, and axe must find nothing wrong. */
async function open(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true, ...options });
  const page = await context.newPage();
  await age(page);
  return page;
}
const check = async (page: Page, { width, hasScripts }: { width: number; hasScripts: boolean }) => {
  if (!hasScripts) return;
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  expect(await findViolations(page)).toEqual([]);
};

describe.each([
  { width: 360, hasScripts: true, locale: "de-DE", colorScheme: "dark", email: "phone@example.org" },
  { width: 1000, hasScripts: true, locale: "fr-FR", colorScheme: "light", email: "desk@example.org" },
  { width: 360, hasScripts: false, locale: "es-ES", colorScheme: "light", email: "plain@example.org" },
] as const)("With a width of $width, JavaScript: $hasScripts, in $locale,", (seen) => {
  const { width, hasScripts, locale, colorScheme, email } = seen;

  it("someone goes from the front page to their request, and finds an error on the way", async () => {
    const page = await open({
      ...{ locale, colorScheme, javaScriptEnabled: hasScripts },
      viewport: { width, height: 740 },
    });
    await page.goto(root);
    await check(page, seen);
    await page.locator('a[href="/apply"]').click();
    await page.locator("#email").fill(email);
    await check(page, seen);
    await page.locator("button").click();
    await page.waitForURL("**/apply/sent");
    await check(page, seen);
    await page.goto(urlIn(await untilEmail(site, email, "apply-link"), "apply/form"));
    expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
    await check(page, seen);
    await page.locator("[name=givenName]").fill(`Eve${width}${hasScripts}`);
    await page.locator("[name=familyName]").fill("Ash");
    await page.locator("[name=project]").fill("nowhere");
    await page.locator("[name=piEmail]").fill("boss@elsewhere.example");
    await page.locator("[name=reason]").fill("Light curves.");
    await page.locator("[name=groups][value=robots]").check();
    await page.locator("[name=pin]").fill("4711");
    await page.locator("button").click();
    await page.locator("#project[aria-invalid]").waitFor();
    expect(await page.locator("[name=groups][value=robots]").isChecked()).toBe(true);
    expect(await page.locator("[name=reason]").inputValue()).toBe("Light curves.");
    await check(page, seen);
    await page.locator("[name=project]").fill("astro");
    await page.locator("[name=pin]").fill("4711");
    await page.locator("button").click();
    await page.waitForURL("**/request");
    await page.locator("[role=status]").waitFor();
    await check(page, seen);
    await untilRequest(site, `Eve${width}${hasScripts}`, { waitsFor: "admin" });
    await page.reload();
    await page.locator('a[href="/request/correct"]').click();
    await page.locator("[name=pin]:not([required])").waitFor();
    await check(page, seen);
    await page.locator("[name=reason]").fill("Light curves, and a long reason that must not be lost.");
    await approveAsAdmin(site, `Eve${width}${hasScripts}`);
    await page.locator("button").click();
    await page.locator(".typed").waitFor();
    expect(await page.locator(".typed").innerText()).toContain("a long reason that must not be lost");
    await check(page, seen);
    expect(emailsTo(site, email, "apply-link")).toHaveLength(1);
    await page.context().close();
  });
});
