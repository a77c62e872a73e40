import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setTheStage } from "../../../dev/demo/stage.ts";
import { launchChromium } from "../../../dev/local-stack/chromium.ts";
import { PASSWORD } from "../../../dev/local-stack/people.ts";
import { findViolations } from "../../web/axe.ts";

const stage = await setTheStage(() => undefined, { closeAfter: "10m" });
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  const context = await browser.newContext({ bypassCSP: true });
  page = await context.newPage();
  await page.goto(stage.sandbox.url);
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

const LAST = 12;
const tour = (number?: number) => page.locator(number ? `.tour[data-step="${number}"]` : ".tour");
/** The button that leads to the next step, or to the place of the current step. */
const primary = () => tour().locator(".actions .primary");
const cardOf = (name: string) => page.locator("article", { hasText: name }).first();
const buttonOf = (name: string, action: string) =>
  page.locator("article", { hasText: name }).locator(`[data-action="${action}"]`).first();

/** Waits until the step is shown. It must wait for its action and name whose turn it is, and the page must be that person's. */
async function untilStep(number: number, who: string, name: string): Promise<void> {
  await tour(number).getByText(name).first().waitFor();
  expect(await tour(number).getAttribute("data-as")).toBe(who);
  await page.locator(`[data-person=${who}][aria-current]`).waitFor();
  expect(await primary().isDisabled(), `the button of step ${number}`).toBe(true);
  expect(await findViolations(page), `step ${number}`).toEqual([]);
}

/** Sends a command in the place that is shown. */
async function send(command: string): Promise<void> {
  await page.locator("#composer-text").fill(command);
  await page.locator("#composer [type=submit]").click();
}

/** Waits until the top of the card is visible among the messages. */
async function untilInView(name: string): Promise<void> {
  await expect
    .poll(async () => {
      const [messages, card] = await Promise.all([
        page.locator("#messages").boundingBox(),
        cardOf(name).boundingBox(),
      ]);
      return messages && card && card.y > messages.y - 2 && card.y < messages.y + messages.height / 2;
    })
    .toBe(true);
}

it("The cards are in the order of the sheet, and the first card of the tour is in view", async () => {
  await untilStep(1, "U0ADA", "Ada Okafor");
  const titles = await page.locator("#messages article h3").allTextContents();
  expect(titles.map((title) => Number(/\d+/.exec(title)?.[0]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await buttonOf("Ben Birch", "approve").click({ trial: true });
});

it("The tour still names whose turn it is after another person was chosen manually, and leads back", async () => {
  await page.locator("[data-person=U0HOPPER]").click();
  await page.locator("[data-person=U0HOPPER][aria-current]").waitFor();
  await tour(1)
    .locator(".other", { hasText: /Henrik Hopper[\s\S]*Ada Okafor/ })
    .waitFor();
  expect(await findViolations(page)).toEqual([]);
  await primary().click();
  await untilStep(1, "U0ADA", "Ada Okafor");
  await page.getByRole("button", { name: "# general" }).click();
  await primary().and(page.locator(":enabled")).click();
  await untilInView("Ben Birch");
});

it("The tour leads from the first step to the last, and moves on once each step is done", async () => {
  await buttonOf("Ben Birch", "approve").click();

  await untilStep(2, "U0HOPPER", "Henrik Hopper");
  await buttonOf("Ben Birch", "approve").click();

  await untilStep(3, "U0BEN", "Ben Birch");
  await send("/acct why");

  await untilStep(4, "U0BEN", "Ben Birch");
  await page.locator('#messages [data-action="reset-password"]').last().waitFor();
  const mail = page.locator("#beside details", { hasText: "ben@example.org" }).first();
  const [passwordPage] = await Promise.all([
    page.waitForEvent("popup"),
    mail.frameLocator("iframe").locator('a[href*="/password?token="]').first().click(),
  ]);
  await passwordPage.locator("[name=pin]").fill("2718");
  await passwordPage.locator("[name=password]").fill(PASSWORD);
  await passwordPage.locator("[name=confirm_password]").fill(PASSWORD);
  await passwordPage.locator("[type=submit]").click();
  await passwordPage.waitForURL("**/password/done");
  await passwordPage.close();

  await untilStep(5, "U0ADA", "Ada Okafor");
  await untilInView("ليلى");
  const newest = page.locator("#beside details").first();
  await newest.getByText("uid=bbirch,").waitFor();
  expect(await newest.getAttribute("open")).not.toBeNull();
  await buttonOf("ليلى", "ask").click();
  await page.getByRole("dialog").locator("textarea").fill("Which corpus?");
  await page.getByRole("dialog").locator("[type=submit]").click();

  await untilStep(6, "U0ADA", "Ada Okafor");
  await untilInView("Alex Smith");
  await buttonOf("Alex Smith", "amend").click();
  await page.getByRole("dialog").locator("[name=username]").fill("alex");
  await page.getByRole("dialog").locator("[type=submit]").click();

  await untilStep(7, "U0ADA", "Ada Okafor");
  await untilInView("Mallory");
  await buttonOf("Mallory", "spam").click();
  await page.locator(".confirm button.danger").click();

  await untilStep(8, "U0AMY", "Amy Ash");
  await send("/acct request");
  const form = page.getByRole("dialog");
  await form.locator("[name=project]").fill("astro");
  await form.locator("[name=pi]").selectOption({ label: "Henrik Hopper" });
  await form.locator("[name=username]").fill("aash");
  await form.getByText(/✓.*aash/).waitFor();
  await form.locator("[name=pin]").fill("1234");
  await form.locator("[name=reason]").fill("Light curves.");
  await form.locator("[type=submit]").click();

  await untilStep(9, "U0HOPPER", "Henrik Hopper");
  await send("/acct project astro");
  await page.locator('#messages [data-action="invite-member"]').last().click();
  await page.getByRole("dialog").locator("[name=person]").selectOption({ label: "Emma Noether" });
  await page.getByRole("dialog").locator("[type=submit]").click();

  await untilStep(10, "U0NOETHER", "Emma Noether");
  await page.locator('#messages [data-action="accept-invitation"]').last().click();

  await untilStep(11, "U0ADA", "Ada Okafor");
  await page.getByRole("tab", { name: "Home" }).click();
  await page.locator(".home [data-action=review-queue]").waitFor();

  await tour(LAST).waitFor();
  await untilInView("Amy Ash");
  await page.locator("[data-break=directory]").waitFor();
  expect(await findViolations(page), "the last step").toEqual([]);
});

it("After a reload the tour is at the same step, and a finished tour doesn't come back", async () => {
  await page.reload();
  await tour(LAST).waitFor();
  await primary().click();
  await tour().waitFor({ state: "detached" });
  await page.reload();
  await page.locator("article").first().waitFor();
  expect(await tour().count()).toBe(0);
});

it("A deactivated person can be viewed, and the page says that no one can act as them", async () => {
  await page.locator("[data-person=U0GONE]").click();
  await page.locator(".nothing", { hasText: "Gerd Gone" }).waitFor();
  expect(await page.locator("#composer-text").isDisabled()).toBe(true);
  expect(await findViolations(page)).toEqual([]);
});
