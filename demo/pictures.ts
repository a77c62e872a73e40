import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchChromium } from "../test/services/chromium.ts";
import { setTheStage } from "./stage.ts";

/** Takes the README's pictures of the demo anew. */
const folder = fileURLToPath(new URL("../docs/pictures/", import.meta.url));
const stage = await setTheStage(() => undefined, { closeAfter: "10m" });
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, deviceScaleFactor: 2 });
  await page.goto(stage.sandbox.url);
  const card = cardOf(page, "Request 1: Ben Birch");
  await card.getByRole("button", { name: "Approve" }).waitFor();
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await card.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${folder}admin-card.png` });

  await card.getByRole("button", { name: "Approve" }).click();
  await page.locator("[data-person=U0HOPPER].unread").click();
  const message = cardOf(page, "Ben Birch asks for an account in astro");
  await message.getByRole("button", { name: "Approve" }).waitFor();
  await message.screenshot({ path: `${folder}pi-message.png` });
  await message.getByRole("button", { name: "Approve" }).click();

  const mail = page.locator("details", { hasText: "choose a password" });
  const [passwordPage] = await Promise.all([
    page.waitForEvent("popup"),
    mail.frameLocator("iframe").getByRole("link", { name: "Choose a password" }).click(),
  ]);
  await passwordPage.setViewportSize({ width: 640, height: 620 });
  await passwordPage.getByLabel("PIN").waitFor();
  await passwordPage.screenshot({ path: `${folder}password-page.png` });
} finally {
  await browser.close();
  await stage.stop();
}

function cardOf(page: Page, name: string) {
  return page.locator("article", { hasText: name }).first();
}
