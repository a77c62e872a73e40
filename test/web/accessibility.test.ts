import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import {
  approveAsAdmin,
  ask,
  press,
  pressAndFill,
  untilCardSays,
  untilMail,
} from "../../dev/local-stack/people.ts";
import { importRows } from "../story/import-rows.ts";
import { newSite } from "../story/new-site.ts";
import { faultsOf } from "./axe.ts";

const site = await newSite({ withLdap: false });
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
  await site.start();
  await importRows(site, [{ 4: "xena@example.org", 20: "absent@elsewhere.example", 18: "geo" }]);
  await pressAndFill(site, "U0ADA", ["ask", "Xena"], { question: "Which software?" });
  await untilCardSays(site, "Xena", "waits for Xena to answer");
  await importRows(site, [
    { 4: "yana@example.org", 5: "Yana", 20: "absent@elsewhere.example", 18: "geology" },
  ]);
  await approveAsAdmin(site, "Yana");
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

async function linkTo(address: string, subject: RegExp, path: string): Promise<string> {
  const mail = await untilMail(site, address, subject);
  const [link = ""] = new RegExp(`http\\S+/${path}\\?token=\\S+`).exec(mail.text) ?? [];
  return link;
}

describe.each(["light", "dark"] as const)("in %s colours, axe finds nothing wrong with", (colorScheme) => {
  const open = async (url: string) => {
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(url);
    return page;
  };

  it("the page on which somebody follows their request and answers", async () => {
    const page = await open(await linkTo("xena@example.org", /A question about/, "request"));
    await page.locator("summary").click();
    await page.getByRole("button", { name: "Withdraw this request" }).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });

  it("the page on which a PI decides, also with its problem shown", async () => {
    const page = await open(await linkTo("absent@elsewhere.example", /requests an account/, "decide"));
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Deny" }).click();
    await page.getByRole("alert").waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });

  it("the workspace's page, with a form, at Home, and with every side open", async () => {
    const page = await open(`${site.sandbox.url}/page/index.html#as=U0ADA&in=C0ACCOUNTS`);
    await page.getByText("Request 1: Xena Ypsilon").first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    for (const side of ["Wire", "Break it", /^Mail/]) {
      await page.getByRole("tab", { name: side }).click();
      await page.getByRole("tab", { name: side, selected: true }).waitFor();
      expect(await faultsOf(page), String(side)).toEqual([]);
    }
    await page.getByRole("button", { name: "● acct" }).click();
    await page.getByRole("tab", { name: "Home" }).click();
    await page.getByText("Your account").first().waitFor();
    expect(await faultsOf(page), "Home").toEqual([]);
    await page.getByRole("button", { name: "Ask for an account…" }).click();
    await page.getByRole("dialog").getByLabel("PIN").waitFor();
    expect(await faultsOf(page), "a form").toEqual([]);
    await page.keyboard.press("Escape");
    await page.context().close();
  });
});

it("The workspace's page can be used with the keyboard alone: a card is approved, a form keeps the place of whoever types", async () => {
  await ask(site, "U0BEN", { project: "keys", projectKind: "new", pi: "" });
  await untilCardSays(site, "Ben Birch", "waits for an admin");
  const page = await browser.newPage();
  await page.goto(`${site.sandbox.url}/page/index.html#as=U0ADA&in=C0ACCOUNTS`);
  const card = page.locator("article", { hasText: "Ben Birch" }).first();
  await card.getByRole("button", { name: "Approve" }).focus();
  await page.keyboard.press("Enter");
  await card.getByText("approved by Ada Okafor").waitFor();

  await page.getByLabel("Send a command").focus();
  await page.keyboard.type("/acct request");
  await page.keyboard.press("Enter");
  await page.getByRole("dialog").getByLabel("Username").focus();
  await page.keyboard.type("okafor");
  await page.getByText("✓ okafor is free").waitFor();
  await page.keyboard.type("2");
  expect(await page.getByLabel("Username").inputValue()).toBe("okafor2");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  await page.getByRole("tab", { name: /^Mail/ }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("tab", { name: "Wire", selected: true }).waitFor();
  await page.close();
});

it("The pages behind links work on a phone without JavaScript", async () => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 360, height: 640 },
  });
  const page = await context.newPage();
  await importRows(site, [{ 4: "yoko@example.org", 5: "Yoko", 18: "jazz", 20: "absent@elsewhere.example" }]);
  await press(site, "U0ADA", "approve", "Yoko Ypsilon");
  const link = await linkTo("absent@elsewhere.example", /Yoko Ypsilon requests an account/, "decide");
  await page.goto(link);
  const { scrollWidth } = { scrollWidth: await page.locator("html").evaluate((html) => html.scrollWidth) };
  expect(scrollWidth).toBeLessThanOrEqual(360);
  await page.getByRole("button", { name: "Approve" }).click();
  await page.getByText("You have approved it").waitFor();
  await untilCardSays(site, "Yoko Ypsilon", /approved by /);
  await context.close();
});
