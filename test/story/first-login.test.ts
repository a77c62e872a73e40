import type { Browser, Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { PASSWORD, PIN } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";

const projects = { astro: { pi: "hopper@example.org" } };
const site = await newSite({ entries: astro, settings: { times: { closeAfter: "1s" }, projects } });
const browser: Browser = await launchChromium();
await site.start();
afterAll(async () => {
  await browser.close();
  await site.stop();
});

const openPage = async () => {
  const page = await browser.newPage();
  // Below the test's own limit, so that a failure names the step.
  page.setDefaultTimeout(25_000);
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(site.sandbox.url);
  return page;
};
const become = (page: Page, user: string) => page.locator(`[data-person=${user}]`).click();
const say = async (page: Page, text: string) => {
  await page.locator("#composer-text").fill(text);
  await page.locator("#composer [type=submit]").click();
};
const cardOf = (page: Page, name: string) => page.locator("article", { hasText: name }).first();

it("In a browser, a person requests an account, an admin and the PI approve it, and the person logs in with the chosen password", async () => {
  const page = await openPage();

  await become(page, "U0AMY");
  await page.getByRole("button", { name: "general" }).click();
  await say(page, "/acct request");
  const form = page.locator("dialog[open]");
  const field = (name: string) => form.locator(`[name="${name}"]`);
  const submit = form.locator("[type=submit]");
  await field("project").fill("astro");
  await field("pi").selectOption("U0HOPPER");
  await field("reason").fill("Light curves of eclipsing binaries.");
  await field("pin").fill("47x1");
  await submit.click();
  await form.locator("[name=pin][aria-invalid]").waitFor();
  expect(await field("project").inputValue()).toBe("astro");
  await field("pin").fill(PIN);
  await submit.click();
  await form.waitFor({ state: "hidden" });

  await become(page, "U0ADA");
  await page.getByRole("button", { name: "accounts" }).click();
  const adminCard = cardOf(page, "Amy Ash");
  await adminCard.getByText("uid=aash").waitFor();
  await adminCard.locator("[data-action=approve]").click();
  await adminCard.getByText("Ada Okafor").first().waitFor();
  expect(await adminCard.getByRole("button").count()).toBe(0);

  await page.locator("[data-person=U0HOPPER].unread").click();
  const piCard = cardOf(page, "Amy Ash");
  await piCard.getByText("Light curves of eclipsing binaries.").waitFor();
  await piCard.locator("[data-action=approve]").click();
  await piCard.getByText("Henrik Hopper").waitFor();

  await become(page, "U0AMY");
  await page.locator("#messages").getByText("aash").first().waitFor();
  const { subject } = await untilEmail(site, "amy@example.org", "welcome");
  const mail = page.locator(`details[data-subject=${JSON.stringify(subject)}]`);
  const [passwordPage] = await Promise.all([
    page.waitForEvent("popup"),
    mail.frameLocator("iframe").locator("a[href*='/password?token=']").first().click(),
  ]);
  const choose = async (confirmed: string) => {
    await passwordPage.locator("#pin").fill(PIN);
    await passwordPage.locator("#password").fill(PASSWORD);
    await passwordPage.locator("#confirm_password").fill(confirmed);
    await passwordPage.locator("button[type=submit]").click();
  };
  await choose("something else");
  await passwordPage.locator("#mismatch").waitFor();
  await choose(PASSWORD);
  await passwordPage.locator("form").waitFor({ state: "detached" });

  const dn = `uid=aash,${LDAP.peopleDn}`;
  expect(await site.slapd?.whoami(dn, PASSWORD)).toMatchObject({ code: 0, stdout: `dn:${dn}\n` });

  await become(page, "U0ADA");
  await page.getByRole("button", { name: "accounts" }).click();
  const { ts } = await untilRequest(site, "Amy Ash", { status: "closed" });
  await page.locator(`article[data-ts="${ts}"]`, { hasText: /Ada Okafor.*Henrik Hopper/ }).waitFor();
  await say(page, "/acct list");
  const list = page.locator("article.only");
  await list.waitFor();
  await list.filter({ hasNotText: "Amy" }).waitFor();
});

it("The password page works without JavaScript, on a phone, and shows no form to a visitor without a link", async () => {
  const { PUBLIC_URL = "" } = site.env;
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 640 },
  });
  const page = await context.newPage();
  await page.goto(`${PUBLIC_URL}/password?token=invented`);
  await page.locator("h1").waitFor();
  expect(await page.locator("form").count()).toBe(0);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  await context.close();
});
