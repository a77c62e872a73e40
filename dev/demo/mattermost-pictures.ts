import { launchChromium } from "../local-stack/chromium.ts";
import { setTheStage } from "./stage.ts";

/** Takes new pictures of the simulated Mattermost server: a card, the form for an account, and an admin's overview. */
export async function takeMattermostPictures(folder: string): Promise<void> {
  const stage = await setTheStage(() => undefined, { closeAfter: "10m", chat: "mattermost" });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, deviceScaleFactor: 2 });
    await page.goto(`${stage.url}/page/mattermost.html#tour=off`);
    const card = page.locator("article", { hasText: "Request 8: Ben Birch" }).first();
    await card.getByRole("button", { name: "Approve" }).waitFor();
    await card.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${folder}mattermost-card.png` });

    const send = async (person: string, channel: string, text: string) => {
      await page.locator("[data-person]", { hasText: person }).click();
      await page.getByRole("button", { name: channel }).click();
      await page.getByLabel("Send a command").fill(text);
      await page.getByRole("button", { name: "Send", exact: true }).click();
    };
    await send("Amy Ash", "town-square", "/acct request");
    const form = page.getByRole("dialog");
    await form.locator("#project").fill("astro");
    await form.getByRole("option", { name: "led by Henrik Hopper" }).waitFor();
    await form.screenshot({ path: `${folder}mattermost-form.png` });
    await page.keyboard.press("Escape");

    await send("Ada Okafor", "accounts", "/acct home");
    await page.getByRole("link", { name: "Open your overview" }).click();
    const overview = page.locator("article", { hasText: "Queue" }).first();
    await overview.getByRole("button", { name: "Approve" }).first().waitFor();
    await page.mouse.move(0, 0);
    await overview.evaluate((shown) => shown.scrollIntoView({ block: "start" }));
    await page.locator("main").screenshot({ path: `${folder}mattermost-home.png` });
  } finally {
    await browser.close();
    await stage.stop();
  }
}
