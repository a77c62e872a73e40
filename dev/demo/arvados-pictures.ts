import { launchChromium } from "../local-stack/chromium.ts";
import { choosePassword, linkIn, readTemplate } from "../local-stack/people.ts";
import { setTheStage } from "./stage.ts";

const ADA = "[data-person=U0ADA]";
const HOPPER = "[data-person=U0HOPPER]";
const PIA = { name: "Pia Blank", email: "pia@example.org", pin: "2021" };

/** Takes new pictures of the page where people sign, and of the card that counts what someone leaves, next to the cluster. */
export async function takeArvadosPictures(folder: string): Promise<void> {
  const stage = await setTheStage(() => undefined, { closeAfter: "10m", systems: ["arvados"] });
  const browser = await launchChromium();
  const mail = (template: string) =>
    stage.sandbox.until(
      () =>
        stage.mailCatcher.mails.findLast(
          (one) => one.to.includes(PIA.email) && readTemplate(one) === template,
        ),
      `the email ${template}`,
    );
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 820 }, deviceScaleFactor: 2 });
    await page.goto(`${stage.sandbox.url}/page/index.html#tour=off`);
    const card = page.locator("article", { hasText: PIA.name }).first();
    await card.getByRole("button", { name: "Approve" }).click();
    await page.locator(`${HOPPER}.unread`).click();
    const message = page.locator("article", { hasText: PIA.name }).first();
    await message.getByRole("button", { name: "Approve" }).click();
    await choosePassword(linkIn(await mail("welcome")), { pin: PIA.pin });
    const { text } = await mail("sign-agreements");
    const signing = await browser.newPage({ viewport: { width: 640, height: 620 }, deviceScaleFactor: 2 });
    await signing.goto(/http\S+\/agreements\?token=\S+/.exec(text)?.[0] ?? "");
    await signing.getByRole("checkbox").waitFor();
    await signing.screenshot({ path: `${folder}agreements-page.png`, fullPage: true });
    await signing.getByRole("checkbox").check();
    await signing.locator("button[type=submit]").click();
    await signing.getByRole("checkbox").waitFor({ state: "detached" });

    await page.locator(ADA).click();
    await page.getByRole("button", { name: "# accounts" }).click();
    await page.getByLabel("Send a command").fill("/acct offboard pnair");
    await page.getByRole("button", { name: "Send", exact: true }).click();
    const form = page.getByRole("dialog");
    await form.locator("#confirm").fill("pnair");
    await form.locator("[type=submit]").click();
    const leaving = page.locator("article", { hasText: "Priya Nair" }).last();
    await leaving.getByRole("button", { name: "Approve" }).waitFor();
    await page.getByRole("tab", { name: "Arvados" }).click();
    await page.getByText("Timing residuals").waitFor();
    await leaving.scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${folder}leaving-card.png` });
  } finally {
    await browser.close();
    await stage.stop();
  }
}
