import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { untilEmail, untilRequest } from "../story/until.ts";
import { urlIn } from "../story/until-more.ts";
import { aProjectSite, rosterTokenOf } from "./a-project-site.ts";
import { findViolations } from "./axe.ts";

const site = await aProjectSite(["phone", "desk", "plain", "zoe", "mia"]);
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
  await site.start();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

/** Nothing may be wider than the screen, and axe must find nothing wrong. */
async function check(page: Page, { width, hasScripts }: { width: number; hasScripts: boolean }) {
  if (!hasScripts) return;
  expect(await page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
  expect(await findViolations(page)).toEqual([]);
}
const linkOf = async (email: string) =>
  `${site.processes[0]?.url}/project?token=${await rosterTokenOf(site, email)}`;

describe.each([
  { width: 360, hasScripts: true, locale: "de-DE", colorScheme: "dark", who: "phone" },
  { width: 900, hasScripts: true, locale: "fr-FR", colorScheme: "light", who: "desk" },
  { width: 360, hasScripts: false, locale: "es-ES", colorScheme: "light", who: "plain" },
] as const)("With a width of $width, JavaScript: $hasScripts, in $locale,", (seen) => {
  const { width, hasScripts, locale, colorScheme, who } = seen;
  const open = async () => {
    const context = await browser.newContext({
      ...{ bypassCSP: true, locale, colorScheme, javaScriptEnabled: hasScripts },
      viewport: { width, height: 740 },
    });
    return context.newPage();
  };

  it("a PI sets an end date, finds an error on the way, and asks someone to lead the project", async () => {
    const page = await open();
    await page.goto(await linkOf("hopper@example.org"));
    expect(await page.locator("html").getAttribute("lang")).toBe(locale.slice(0, 2));
    await check(page, seen);
    const row = page.locator("li", { hasText: `(${who})` });
    await row.locator("summary").click();
    await row.locator("[name=ends]").fill("2020-01-01");
    await check(page, seen);
    await row.locator("button[value=end-date]").click();
    await row.locator("[name=ends][aria-invalid]").waitFor();
    expect(await row.locator("[name=ends]").inputValue()).toBe("2020-01-01");
    await check(page, seen);
    await row.locator("[name=ends]").fill("2099-12-31");
    await row.locator("[name=ends]").press("Enter");
    await page.locator("[role=status]").waitFor();
    await check(page, seen);

    await page.locator("details:has([name=reason]) summary").click();
    await page.locator("#pi").fill(`new-pi-of-${who}@elsewhere.example`);
    await page.locator("[name=reason]").fill("You know it best.");
    await check(page, seen);
    await page.locator("button[value=hand-over]").click();
    await page.locator("button[value=stop-hand-over]").waitFor();
    await check(page, seen);
    await page.locator("button[value=stop-hand-over]").click();
    await page.locator("details:has([name=reason]) summary").waitFor();

    await page.locator("#email").fill(`nina-${who}@elsewhere.example`);
    await page.locator("[name=role]").selectOption("manager");
    await page.locator("button[value=invite]").click();
    await page.locator("button[value=take-back]").first().waitFor();
    await check(page, seen);
    await page.goto(
      urlIn(await untilEmail(site, `nina-${who}@elsewhere.example`, "invitation"), "invitation"),
    );
    await check(page, seen);
    await page.context().close();
  });

  it("a member finds their way to the form for a new project, and to its request", async () => {
    const page = await open();
    await page.goto(await linkOf(`${who}@example.org`));
    await check(page, seen);
    await page.locator('a[href^="/project/new"]').click();
    await page.waitForURL("**/project/new");
    await check(page, seen);
    await page.locator("[name=project]").fill("optics");
    await page.locator("[name=description]").fill("Light curves.");
    await page.locator("button").click();
    await page.locator("#project[aria-invalid]").waitFor();
    expect(await page.locator("[name=description]").inputValue()).toBe("Light curves.");
    await check(page, seen);
    await page.locator("[name=project]").fill(`light-${who}`);
    await page.locator("button").click();
    await page.waitForURL("**/request");
    await page.locator("[role=status]").waitFor();
    await check(page, seen);
    await untilRequest(site, `light-${who}`, { waitsFor: "admin" });
    await page.context().close();
  });
});
