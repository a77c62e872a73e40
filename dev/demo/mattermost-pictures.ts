import { launchChromium } from "../local-stack/chromium.ts";
import { setTheStage } from "./stage.ts";

/** Takes a new picture of a card in the simulated Mattermost server. */
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
  } finally {
    await browser.close();
    await stage.stop();
  }
}
