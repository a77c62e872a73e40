import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setTheStage } from "../../../dev/demo/stage.ts";
import { launchChromium } from "../../../dev/local-stack/chromium.ts";
import { findViolations } from "../../web/axe.ts";

const stage = await setTheStage(() => undefined, { closeAfter: "10m", systems: ["sheets", "rt"] });
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

const card = (name: string) => page.locator("article", { hasText: name }).first();
const beside = () => page.locator("#beside");
const open = (panel: string) => page.getByRole("tab", { name: panel }).click();

it("A row and a ticket become cards, and what happens to the requests is shown in the sheet and in the ticket", async () => {
  for (const name of ["Iris Ivers", "Tariq Tahir"]) {
    await card(name).waitFor();
    await page.locator("article", { hasText: name }).locator('[data-action="deny"]').first().click();
    const form = page.getByRole("dialog");
    await form.locator("textarea").fill("The project is full.");
    await form.locator("[type=submit]").click();
    await form.waitFor({ state: "detached" });
  }
  await open("Sheet");
  await beside().getByText("without a PIN").waitFor();
  await beside()
    .getByText(/Approved: Denied/)
    .waitFor();
  await open("Tickets");
  await beside()
    .getByText(/^rejected, priority/)
    .waitFor();
  await beside()
    .getByText(/The project is full/)
    .first()
    .waitFor();
  expect(await findViolations(page)).toEqual([]);
});

it("Buttons submit the form and send a ticket", async () => {
  await open("Break it");
  for (const label of ["Submit the form", "Send a ticket"])
    await page.getByRole("button", { name: label }).click();
  await beside().getByText("3 responses so far").waitFor();
  await beside().getByText("2 tickets so far").waitFor();
});
