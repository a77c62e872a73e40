import type { Browser, Page } from "playwright-core";
import { launchChromium } from "../local-stack/chromium.ts";
import { LDAP } from "../local-stack/ldap-names.ts";
import { untilHappenedTo, untilSent } from "./happenings.ts";
import { type DemoStage, setTheStage } from "./stage.ts";
import { until } from "./until.ts";

const ADA = "U0ADA";
const HOPPER = "U0HOPPER";
const AMY = "U0AMY";
const BEN = "U0BEN";
const READING_MS = 4000;
const DEEP = { deviceScaleFactor: 2 };

/** A group of the directory besides the projects, as LDIF. */
const group = (name: string, number: number) =>
  `dn: cn=${name},${LDAP.groupsDn}\nobjectClass: posixGroup\ncn: ${name}\ngidNumber: ${number}\n`;

/** A site where people can ask for two groups. */
const more = {
  entries: group("large-memory", 5012),
  settings: {
    otherGroups: [
      { name: "gpu-users", title: "GPU users", system: "ldap" },
      { name: "large-memory", title: "Large memory", system: "ldap" },
    ],
  },
};

/** Takes new pictures of corrections, /acct why, the members of a project, other groups, and the public form. */
export async function takeProjectPictures(folder: string): Promise<void> {
  const stage = await setTheStage(() => undefined, { closeAfter: "10m", more });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1200 }, ...DEEP });
    await page.goto(`${stage.sandbox.url}/page/index.html#tour=off`);
    await takeCorrection(page, folder);
    await takeWhy(page, stage, folder);
    await takeGroups(page, folder);
    await takeRoster(page, stage, folder);
    await takePublicForm(browser, stage, folder);
  } finally {
    await browser.close();
    await stage.stop();
  }
}

async function takeCorrection(page: Page, folder: string): Promise<void> {
  const card = cardOf(page, "Request 7: Alex Smith");
  await card.getByRole("button", { name: "Correct…" }).click();
  const form = page.getByRole("dialog");
  await form.locator("#username").fill("alex");
  await form.getByText("alex is available").waitFor();
  await form.screenshot({ path: `${folder}correct-form.png` });
  await form.locator("[type=submit]").click();
  await card.getByText("person uid=alex").waitFor();
  await page.mouse.move(0, 0);
  await card.screenshot({ path: `${folder}corrected-card.png` });
}

async function takeWhy(page: Page, { databaseUrl }: DemoStage, folder: string): Promise<void> {
  await approveTwice(page, "Ben Birch");
  await untilSent(databaseUrl, "ben@example.org", "welcome");
  await send(page, BEN, "general", "/acct why");
  const answer = page.locator("article", { hasText: "Here's what is missing" }).last();
  await answer.screenshot({ path: `${folder}why-answer.png` });
  await send(page, ADA, "accounts", "/acct why bbirch");
  const links = page.locator("article", { hasText: "First missing" }).last();
  await links.screenshot({ path: `${folder}why-links.png` });
}

async function takeGroups(page: Page, folder: string): Promise<void> {
  await send(page, AMY, "general", "/acct request");
  const form = page.getByRole("dialog");
  await form.locator("#project").fill("astro");
  await form.locator("#pi").selectOption({ label: "Henrik Hopper" });
  await form.locator("#reason").fill("Light curves of eclipsing binaries.");
  await form.getByLabel("GPU users").check();
  await form.getByLabel("Large memory").check();
  await form.locator("#pin").fill("4711");
  await form.locator("[type=submit]").click();
  const message = await approveTwice(page, "Amy Ash", (shown) =>
    shown.screenshot({ path: `${folder}groups-pi.png` }),
  );
  await message.getByRole("button", { name: "Approve" }).waitFor({ state: "detached" });
}

async function takeRoster(page: Page, { databaseUrl }: DemoStage, folder: string): Promise<void> {
  const show = async () => {
    await send(page, HOPPER, "general", "/acct project astro");
    return page.locator("article", { hasText: "The project astro" }).last();
  };
  const form = page.getByRole("dialog");
  await (await show()).getByRole("button", { name: "Invite…" }).click();
  await form.locator("#mail").fill("nina@example.net");
  await form.locator("[type=submit]").click();
  await untilHappenedTo(databaseUrl, "astro", "member-invited");
  const roster = await show();
  await roster.getByText("Invited as member: nina@example.net").waitFor();
  await roster.screenshot({ path: `${folder}project-roster.png` });
  await roster.getByRole("button", { name: "Open as a page" }).click();
  await page.getByRole("button", { name: "● acct" }).click();
  const link = await page.getByRole("link", { name: "Open the page" }).last().getAttribute("href");
  await page.goto(link ?? "");
  await page.setViewportSize({ width: 640, height: 620 });
  await page.getByRole("heading", { name: "astro" }).waitFor();
  await page.screenshot({ path: `${folder}project-page.png`, fullPage: true });
}

async function takePublicForm(browser: Browser, stage: DemoStage, folder: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 520, height: 820 }, ...DEEP });
  const address = "nina@elsewhere.example";
  await page.goto(`${stage.acct.url}/apply`);
  await page.locator("[name=email]").fill(address);
  // A form that is sent at once was filled in by a program.
  await page.waitForTimeout(READING_MS);
  await page.locator("[type=submit]").click();
  const mail = await until(
    () => stage.mailCatcher.mails.findLast(({ to }) => to.includes(address)),
    "the email with the link to the form",
  );
  await page.goto(/http\S+\?token=\S+/.exec(mail.text)?.[0] ?? "");
  await page.locator("[name=givenName]").fill("Nina");
  await page.locator("[name=familyName]").fill("Novak");
  await page.locator("[name=project]").fill("astro");
  await page.locator("[name=piEmail]").fill("hopper@example.org");
  await page.locator("[name=reason]").fill("Light curves of eclipsing binaries.");
  await page.screenshot({ path: `${folder}public-form.png`, fullPage: true });
}

/** Approves a request as an admin and as the PI, whose message can be looked at before. */
async function approveTwice(
  page: Page,
  name: string,
  look?: (message: ReturnType<typeof cardOf>) => unknown,
) {
  await page.locator(`[data-person=${ADA}]`).click();
  await page.getByRole("button", { name: "# accounts" }).click();
  await cardOf(page, `: ${name}`).getByRole("button", { name: "Approve" }).click();
  await page.locator(`[data-person=${HOPPER}].unread`).click();
  const message = cardOf(page, `${name} requested an account in astro`);
  const approve = message.getByRole("button", { name: "Approve" });
  await approve.waitFor();
  await look?.(message);
  await approve.click();
  return message;
}

async function send(page: Page, person: string, channel: string, command: string): Promise<void> {
  await page.locator(`[data-person=${person}]`).click();
  await page.getByRole("button", { name: `# ${channel}` }).click();
  await page.getByLabel("Send a command").fill(command);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

const cardOf = (page: Page, text: string) => page.locator("article", { hasText: text }).last();
