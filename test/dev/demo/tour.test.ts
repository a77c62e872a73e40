import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setTheStage } from "../../../dev/demo/stage.ts";
import { launchChromium } from "../../../dev/local-stack/chromium.ts";
import { PASSWORD } from "../../../dev/local-stack/people.ts";
import { faultsOf } from "../../web/axe.ts";

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

const tour = () => page.getByRole("group", { name: "Tour" });
const next = () => tour().getByRole("button", { name: "Next" });
const cardOf = (name: string) => page.locator("article", { hasText: name }).first();

/** The step is shown, waits for its action, and names whose turn it is; the page is where that person does it. */
async function untilStep(number: number, who: string): Promise<void> {
  await tour().getByText(`Step ${number} of 8 · ${who}’s turn`).waitFor();
  await page.getByText(`as ${who}`, { exact: true }).waitFor();
  expect(await next().isDisabled(), `Next of step ${number}`).toBe(true);
  expect(await faultsOf(page), `step ${number}`).toEqual([]);
}

/** The card begins where the messages are seen, not above or below. */
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

it("The cards stand in the order of the sheet, and the tour's first one is in view", async () => {
  await untilStep(1, "Ada Okafor");
  const titles = await page.locator("#messages article h3").allTextContents();
  expect(titles.map((title) => Number(/^Request (\d+):/.exec(title)?.[1]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await cardOf("Request 8: Ben Birch").getByRole("button", { name: "Approve" }).click({ trial: true });
});

it("The tour still names whose turn it is after somebody else was chosen by hand, and leads back", async () => {
  await page.locator("[data-person=U0HOPPER]").click();
  await page.getByText("as Henrik Hopper", { exact: true }).waitFor();
  await tour().getByText("Step 1 of 8 · Ada Okafor’s turn").waitFor();
  await tour().getByText("You're acting as Henrik Hopper.").waitFor();
  expect(await faultsOf(page)).toEqual([]);
  await tour().getByRole("button", { name: "Act as Ada Okafor" }).click();
  await untilStep(1, "Ada Okafor");
  await page.getByRole("button", { name: "# general" }).click();
  await tour().getByRole("button", { name: "Show me where" }).click();
  await untilInView("Request 8: Ben Birch");
});

it("The tour leads from the first step to the last, each once what it asks for is done", async () => {
  await cardOf("Request 8: Ben Birch").getByRole("button", { name: "Approve" }).click();
  await page.locator(".confirm button.danger").click();

  await untilStep(2, "Henrik Hopper");
  await cardOf("Ben Birch requests an account").getByRole("button", { name: "Approve" }).click();

  await untilStep(3, "Ben Birch");
  const mail = page.locator("details", { hasText: "choose a password" }).first();
  const [passwordPage] = await Promise.all([
    page.waitForEvent("popup"),
    mail.frameLocator("iframe").getByRole("link", { name: "Choose a password" }).click(),
  ]);
  await passwordPage.getByLabel("PIN").fill("2718");
  await passwordPage.locator("[name=password]").fill(PASSWORD);
  await passwordPage.locator("[name=confirm_password]").fill(PASSWORD);
  await passwordPage.locator("[type=submit]").click();
  await passwordPage.getByText("Your password is set").waitFor();
  await passwordPage.close();

  await untilStep(4, "Ada Okafor");
  await untilInView("Request 1:");
  const newest = page.locator("#beside details").first();
  await newest.getByText("uid=bbirch,").waitFor();
  expect(await newest.getAttribute("open")).not.toBeNull();
  await cardOf("Request 1:").getByRole("button", { name: "Ask…" }).click();
  await page.getByRole("dialog").locator("textarea").fill("Which corpus?");
  await page.getByRole("dialog").locator("[type=submit]").click();

  await untilStep(5, "Ada Okafor");
  await untilInView("Request 3: Mallory");
  await cardOf("Request 3: Mallory").getByRole("button", { name: "Spam" }).click();
  await page.locator(".confirm button.danger").click();

  await untilStep(6, "Amy Ash");
  await page.getByLabel("Send a command").fill("/acct request");
  await page.getByRole("button", { name: "Send" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name of the project").fill("astro");
  await form.getByLabel("Its principal").selectOption({ label: "Henrik Hopper" });
  await form.getByLabel("Username").fill("aash");
  await form.getByText("✓ aash is free").waitFor();
  await form.getByLabel("PIN").fill("1234");
  await form.locator("textarea").first().fill("Light curves.");
  await form.locator("[type=submit]").click();

  await untilStep(7, "Ada Okafor");
  await page.getByRole("tab", { name: "Home" }).click();
  await page.getByText("The queue").waitFor();

  await tour().getByText("Step 8 of 8").waitFor();
  await untilInView("Amy Ash");
  await page.getByRole("switch", { name: "The directory (OpenLDAP) is down" }).waitFor();
  expect(await faultsOf(page), "step 8").toEqual([]);
});

it("A page that is loaded again is at the same step, and the tour that was ended stays away", async () => {
  await page.reload();
  await tour().getByText("Step 8 of 8").waitFor();
  await tour().getByRole("button", { name: "Done" }).click();
  await tour().waitFor({ state: "detached" });
  await page.reload();
  await page.locator("article").first().waitFor();
  expect(await tour().count()).toBe(0);
});

it("Somebody who is deactivated can be looked at, and the page says that nobody can act as them", async () => {
  await page.locator("[data-person=U0GONE]").click();
  await page.getByText("Gerd Gone is deactivated").waitFor();
  expect(await page.getByLabel("Send a command").isDisabled()).toBe(true);
  expect(await faultsOf(page)).toEqual([]);
});
