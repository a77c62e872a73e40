import type { Browser, Page } from "playwright-core";
import { afterAll, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import { PASSWORD, PIN } from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";

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
  await page.getByLabel("Send a command").fill(text);
  await page.getByRole("button", { name: "Send" }).click();
};
const cardOf = (page: Page, name: string) => page.locator("article", { hasText: name }).first();

it("In a browser, a person asks, an admin and the PI approve, and the person logs in with the password they chose", async () => {
  const page = await openPage();

  await become(page, "U0AMY");
  await page.getByRole("button", { name: "general" }).click();
  await say(page, "/acct request");
  const form = page.locator("dialog[open]");
  await form.getByLabel("Name of the project").fill("astro");
  await form.getByLabel("Its principal investigator").selectOption("U0HOPPER");
  await form.getByLabel("What do you need the account for?").fill("Light curves of eclipsing binaries.");
  await form.getByLabel("PIN").fill("47x1");
  await form.getByRole("button", { name: "Ask" }).click();
  await form.getByText("PIN must be 4 to 8 digits").waitFor();
  expect(await form.getByLabel("Name of the project").inputValue()).toBe("astro");
  await form.getByLabel("PIN").fill(PIN);
  await form.getByRole("button", { name: "Ask" }).click();
  await form.waitFor({ state: "hidden" });

  await become(page, "U0ADA");
  await page.getByRole("button", { name: "accounts" }).click();
  const adminCard = cardOf(page, "Request 1: Amy Ash");
  await adminCard.getByText("person uid=aash (new)").waitFor();
  await adminCard.getByRole("button", { name: "Approve" }).click();
  await adminCard.getByText("approved by Ada Okafor").waitFor();
  expect(await adminCard.getByRole("button").count()).toBe(0);

  await page.locator("[data-person=U0HOPPER].unread").click();
  const piCard = cardOf(page, "Amy Ash requests an account in astro");
  await piCard.getByText("Light curves of eclipsing binaries.").waitFor();
  await piCard.getByRole("button", { name: "Approve" }).click();
  await piCard.getByText("approved by Henrik Hopper").waitFor();

  await become(page, "U0AMY");
  await page.getByText("Your account aash is ready").waitFor();
  const mail = page.locator("details", { hasText: "choose a password" });
  const [passwordPage] = await Promise.all([
    page.waitForEvent("popup"),
    mail.frameLocator("iframe").getByRole("link", { name: "Choose a password" }).click(),
  ]);
  await passwordPage.getByLabel("PIN").fill(PIN);
  await passwordPage.getByLabel("New password").fill(PASSWORD);
  await passwordPage.getByLabel("The same again").fill("something else");
  await passwordPage.getByRole("button", { name: "Set password" }).click();
  await passwordPage.getByRole("alert").getByText("not the same").waitFor();
  await passwordPage.getByLabel("PIN").fill(PIN);
  await passwordPage.getByLabel("New password").fill(PASSWORD);
  await passwordPage.getByLabel("The same again").fill(PASSWORD);
  await passwordPage.getByRole("button", { name: "Set password" }).click();
  await passwordPage.getByRole("heading", { name: "Your password is set" }).waitFor();

  const dn = `uid=aash,${LDAP.peopleDn}`;
  expect(await site.slapd?.whoami(dn, PASSWORD)).toMatchObject({ code: 0, stdout: `dn:${dn}\n` });

  await become(page, "U0ADA");
  await page.getByRole("button", { name: "accounts" }).click();
  await page
    .getByText("Request 1, Amy Ash, astro: closed, approved by Ada Okafor and Henrik Hopper")
    .waitFor();
  await say(page, "/acct list");
  await page.getByText("No open requests").waitFor();
});

it("The password page works without JavaScript, on a phone, and shows nothing to whoever has no link", async () => {
  const { PUBLIC_URL = "" } = site.env;
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 640 },
  });
  const page = await context.newPage();
  await page.goto(`${PUBLIC_URL}/password?token=invented`);
  await page.getByRole("heading", { name: "This link does not work" }).waitFor();
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(360);
  await context.close();
});
