import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { setTheStage } from "../../../dev/demo/stage.ts";
import { launchChromium } from "../../../dev/local-stack/chromium.ts";
import { findViolations } from "../../web/axe.ts";

const stage = await setTheStage(() => undefined, { closeAfter: "10m", systems: ["arvados"] });
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

it("The panel of Arvados shows who is active and has signed, and whose the collections are", async () => {
  await page.getByRole("tab", { name: "Arvados" }).click();
  await group("Users").getByText("Priya Nair: active, signed").waitFor();
  await group("Collections").getByText("Priya Nair, in Pulsars").waitFor();
  await group("User agreements").getByText("required of everyone, signed by 3").waitFor();
  expect(await findViolations(page)).toEqual([]);
});

it("Someone who leaves is no longer active, and what they saved is in a project of their PI", async () => {
  await page.getByRole("button", { name: "The newest active user saves data" }).click();
  await group("Collections").getByText("Light curves, raw").waitFor();
  await page.getByLabel("Send a command").fill("/acct offboard pnair");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const form = page.getByRole("dialog");
  await form.locator("#confirm").fill("pnair");
  await form.locator("[type=submit]").click();
  await card("Priya Nair").getByText("collections (4), projects (1) go to hopper").waitFor();
  await card("Priya Nair").getByText("running containers (1), SSH keys (1) end").waitFor();
  await card("Priya Nair").getByRole("button", { name: "Approve" }).click();
  await group("Users").getByText("Priya Nair: not set up, not signed").waitFor();
  const owners = group("Collections").getByText("Henrik Hopper, in Data from Priya Nair");
  await expect.poll(() => owners.count()).toBe(4);
});
