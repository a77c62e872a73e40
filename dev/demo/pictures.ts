import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { launchChromium } from "../local-stack/chromium.ts";
import { takeArvadosPictures } from "./arvados-pictures.ts";
import { takeGitLabPictures } from "./gitlab-pictures.ts";
import { takeMattermostPictures } from "./mattermost-pictures.ts";
import { takeProjectPictures } from "./project-pictures.ts";
import { setTheStage } from "./stage.ts";

/* Takes new pictures of the demo for the README and the docs. */
const folder = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));
const stage = await setTheStage(() => undefined, { closeAfter: "10m" });
const browser = await launchChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, deviceScaleFactor: 2 });
  await page.goto(`${stage.sandbox.url}/page/index.html#tour=off`);
  const card = findCard(page, "Request 8: Ben Birch");
  await card.getByRole("button", { name: "Approve" }).waitFor();
  await page.waitForLoadState("networkidle").catch(() => undefined);
  await card.scrollIntoViewIfNeeded();
  await page.screenshot({ path: `${folder}admin-card.png` });

  await page.getByRole("button", { name: "● acct" }).click();
  await page.getByRole("tab", { name: "Home" }).click();
  await page.getByText(/^Queue: /).waitFor();
  await page.locator("main").screenshot({ path: `${folder}admin-home.png` });

  await page.locator("[data-person=U0AMY]").click();
  await page.getByRole("button", { name: "# general" }).click();
  await page.getByLabel("Send a command").fill("/acct request");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  const form = page.getByRole("dialog");
  await form.locator("#project").fill("astro");
  await form.locator("#pi").selectOption({ label: "Henrik Hopper" });
  await form.locator("#username").fill("asmith");
  const objection = form.getByText("asmith is taken");
  await objection.waitFor();
  await objection.evaluate((line) => line.scrollIntoView());
  await form.screenshot({ path: `${folder}request-form.png` });
  await page.keyboard.press("Escape");

  // Emma had her account before acct.
  await page.locator("[data-person=U0NOETHER]").click();
  await page.getByRole("button", { name: "# general" }).click();
  await page.getByLabel("Send a command").fill("/acct resetpass");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await form.locator("#pin").waitFor();
  await form.screenshot({ path: `${folder}reset-form.png` });
  await page.keyboard.press("Escape");

  await page.locator("[data-person=U0ADA]").click();
  await page.getByRole("button", { name: "# accounts" }).click();

  await card.getByRole("button", { name: "Approve" }).click();
  await page.locator("[data-person=U0HOPPER].unread").click();
  const message = findCard(page, "Ben Birch requested an account in astro");
  await message.getByRole("button", { name: "Approve" }).waitFor();
  await message.screenshot({ path: `${folder}pi-message.png` });
  await message.getByRole("button", { name: "Approve" }).click();

  const mail = page.locator("details", { hasText: "set your password" });
  const [passwordPage] = await Promise.all([
    page.waitForEvent("popup"),
    mail.frameLocator("iframe").locator("a.button[href*='/password?token=']").click(),
  ]);
  await passwordPage.setViewportSize({ width: 640, height: 620 });
  await passwordPage.getByLabel("PIN").waitFor();
  await passwordPage.screenshot({ path: `${folder}password-page.png`, fullPage: true });

  const link = stage.mailCatcher.mails
    .map(({ text }) => /http\S+\/password\?token=\S+/.exec(text)?.[0])
    .find((found) => found !== undefined);
  const german = await browser.newContext({ locale: "de-DE", colorScheme: "dark", deviceScaleFactor: 2 });
  const dark = await german.newPage();
  await dark.setViewportSize({ width: 560, height: 700 });
  await dark.goto(link ?? "");
  await dark.getByLabel("PIN").fill("4711");
  await dark.locator("#password").fill("ruhige Otter lesen 9 Karten");
  await dark.locator("#confirm_password").fill("ruhige Otter");
  await dark.locator("button[type=submit]").click();
  await dark.getByRole("alert").waitFor();
  await dark.screenshot({ path: `${folder}password-page-dark.png`, fullPage: true });
} finally {
  await browser.close();
  await stage.stop();
}

await takeProjectPictures(folder);
await takeMattermostPictures(folder);
await takeGitLabPictures(folder);
await takeArvadosPictures(folder);

function findCard(page: Page, name: string) {
  return page.locator("article", { hasText: name }).first();
}
