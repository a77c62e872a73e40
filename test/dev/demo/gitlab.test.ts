import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setTheStage } from "../../../dev/demo/stage.ts";
import { launchChromium } from "../../../dev/local-stack/chromium.ts";
import { findViolations } from "../../web/axe.ts";

const stage = await setTheStage(() => undefined, { closeAfter: "10m", systems: ["gitlab"] });
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  const context = await browser.newContext({ bypassCSP: true });
  page = await context.newPage();
  await page.goto(`${stage.sandbox.url}/page/index.html#tour=off`);
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

const group = (title: string) => page.locator("#beside details", { hasText: title }).first();
const card = (name: string) => page.locator("article", { hasText: name }).last();
const push = (label: string) => page.getByRole("button", { name: label }).click();

it("The panel of GitLab shows who waits, whom a rule approved, and the public log, which has today's date", async () => {
  await page.getByRole("tab", { name: "GitLab" }).click();
  await group("Approved by a rule").getByText("@tweber").waitFor();
  await group("Waiting for approval").getByText("Zoë Zander (@zoe.z)").waitFor();
  await group("Public log").getByText("@tweber was approved. Rule: staff.").waitFor();
  await group("Public log").getByText(new Date().toISOString().slice(0, 10)).first().waitFor();
  const [log] = await Promise.all([
    page.waitForEvent("popup"),
    page.getByRole("link", { name: "Open the public log" }).click(),
  ]);
  await log.getByText("@tweber was approved").waitFor();
  await log.close();
  expect(await findViolations(page)).toEqual([]);
});

it("Someone from the staff who signs up is approved, and a stranger gets a card that says what was found", async () => {
  await push("Someone from the staff signs up");
  await group("Public log").getByText("@sortega was approved. Rule: staff.").waitFor();
  await push("A stranger signs up");
  await card("Odile Martin")
    .getByText(/staff: no, because uid=omartin/)
    .waitFor();
  await card("Odile Martin").getByRole("button", { name: "Approve" }).click();
  await group("Public log").getByText("@omartin was approved.").waitFor();
});

it("An account that Ada deletes no longer waits in the panel", async () => {
  await card("Zoë Zander").getByRole("button", { name: "Delete account" }).click();
  const form = page.getByRole("dialog");
  await form.locator("#confirm").fill("zoe.z");
  await form.locator("[type=submit]").click();
  await form.waitFor({ state: "detached" });
  await group("Waiting for approval").getByText("@zoe.z").waitFor({ state: "detached" });
});
