import { launchChromium } from "../local-stack/chromium.ts";
import { setTheStage } from "./stage.ts";

/** Takes a new picture of the card of someone who signed up in GitLab, next to the accounts that are there. */
export async function takeGitLabPictures(folder: string): Promise<void> {
  const stage = await setTheStage(() => undefined, { closeAfter: "10m", systems: ["gitlab"] });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, deviceScaleFactor: 2 });
    await page.goto(`${stage.sandbox.url}/page/index.html#tour=off`);
    const card = page.locator("article", { hasText: "Anna Smith" }).last();
    await card.getByRole("button", { name: "Approve" }).waitFor();
    await page.getByRole("tab", { name: "GitLab" }).click();
    await page.getByText("@tweber was approved").waitFor();
    await card.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${folder}gitlab-card.png` });
  } finally {
    await browser.close();
    await stage.stop();
  }
}
