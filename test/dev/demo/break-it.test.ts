import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setTheStage } from "../../../dev/demo/stage.ts";
import { launchChromium } from "../../../dev/local-stack/chromium.ts";
import {
  choosePassword,
  hasButton,
  linkIn,
  mailsTo,
  untilCardSays,
} from "../../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/campus.ts";
import { faultsOf } from "../../web/axe.ts";

const stage = await setTheStage(() => undefined, { closeAfter: "1s" });
const { sandbox } = stage;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  const context = await browser.newContext({ bypassCSP: true });
  page = await context.newPage();
  await page.goto(`${sandbox.url}/page/index.html#as=U0ADA&in=${ADMIN_CHANNEL}&tour=off`);
  await page.getByRole("tab", { name: "Break it" }).click();
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

const broken = () => page.getByRole("region", { name: "Active problems" });
const cardOf = (name: string) => page.locator("article", { hasText: name }).first();

async function actAs(user: string, place: string): Promise<void> {
  await page.locator(`[data-person=${user}]`).click();
  await page.locator(`[data-person=${user}][aria-current]`).waitFor();
  await page.getByRole("button", { name: place, exact: true }).click();
}

/** Presses the card's button, and confirms where the card warns. */
async function approve(name: string): Promise<void> {
  await cardOf(name).getByRole("button", { name: "Approve" }).click();
  const confirmation = page.locator(".confirm button.danger");
  await confirmation.or(cardOf(name).getByText("approved by")).first().waitFor();
  if (await confirmation.isVisible()) await confirmation.click();
}

/** As Ada in the channel and as Henrik, the PI, in his direct messages; then Ada looks at the card. */
async function approveByBoth(request: string, name: string): Promise<void> {
  await actAs("U0ADA", "# accounts");
  await approve(`${request}: ${name}`);
  await actAs("U0HOPPER", "● acct");
  await approve(`${name} requests an account`);
  await actAs("U0ADA", "# accounts");
}

/** Turns the switch on; the page then says above the messages what is broken, until it is mended there. */
async function breakIt(label: string): Promise<void> {
  await page.getByRole("switch", { name: label }).click();
  await broken().getByText(label).waitFor();
  await page.getByRole("switch", { name: label, checked: true }).waitFor();
}

async function mend(label: string, button: string): Promise<void> {
  await broken().getByRole("button", { name: button }).click();
  await broken().getByText(label).waitFor({ state: "detached" });
  await page.getByRole("switch", { name: label, checked: false }).waitFor();
}

const passwordMails = (address: string) => mailsTo(stage, address, /choose a password/);
const DIRECTORY = ["The directory (OpenLDAP) is down", "Start the directory"] as const;
const MAIL = ["The mail server is down", "Start the mail server"] as const;
const ACCT = ["acct is dead (kill -9)", "Start acct"] as const;

describe("While something is broken, the page and the card say so:", () => {
  it("the directory is down, and what needs it is tried again", async () => {
    await breakIt(DIRECTORY[0]);
    await approveByBoth("Request 8", "Ben Birch");
    await cardOf("Request 8").getByText("failed; retrying").first().waitFor();
    await page.getByRole("tab", { name: "LDAP" }).click();
    await page.getByText("The directory doesn't respond").waitFor();
    await page.getByRole("tab", { name: "Break it" }).click();
    expect(await faultsOf(page)).toEqual([]);
    await mend(...DIRECTORY);
  });

  it("the mail server is down, and the account is made while its mail waits", async () => {
    await breakIt(MAIL[0]);
    await approveByBoth("Request 7", "Alex Smith");
    await cardOf("Request 7").getByText("to set a password").first().waitFor();
    await page.getByRole("tab", { name: "Log" }).click();
    await page.getByText("notification not delivered").first().waitFor();
    await page.getByRole("tab", { name: "Break it" }).click();
    expect(passwordMails("ash@example.org")).toEqual([]);
    await mend(...MAIL);
  });

  it("acct is dead, whoever presses is told so, and the same press counts once acct is back", async () => {
    await breakIt(ACCT[0]);
    await cardOf("Request 5").getByRole("button", { name: "Spam" }).click();
    await page.locator(".confirm button.danger").click();
    await page.getByRole("status").getByText("acct didn't respond").waitFor();
    await page.getByLabel("Send a command").fill("/acct list");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText('/acct failed with the error "operation_timeout"').waitFor();
    const card = sandbox.messages(ADMIN_CHANNEL).find(({ text }) => text.includes("Inês"));
    expect(card && hasButton(card, "spam")).toBe(true);
    await mend(...ACCT);
    await sandbox.until(() => sandbox.connections() > 0, "acct to be connected");
    await cardOf("Request 5").getByRole("button", { name: "Spam" }).click();
    await page.locator(".confirm button.danger").click();
    await cardOf("Request 5").getByText("marked as spam by Ada Okafor").waitFor();
    const { code, stdout } = await stage.run("audit", "show", "5");
    expect(code).toBe(0);
    expect(stdout.match(/marked as spam/g)).toHaveLength(1);
  });
});

it("What had failed goes on by itself to its end, and nobody gets a mail twice", {
  timeout: 240_000,
}, async () => {
  for (const [name, address, pin] of [
    ["Ben Birch", "ben@example.org", "2718"],
    ["Alex Smith", "ash@example.org", "5772"],
  ] as const) {
    const mail = await sandbox.until(() => passwordMails(address)[0], `the mail to ${address}`, 100_000);
    expect((await choosePassword(linkIn(mail), { pin })).status).toBe(200);
    await untilCardSays(stage, name, /closed/);
    expect(passwordMails(address)).toHaveLength(1);
  }
  expect(await stage.slapd?.search("(uid=bbirch)", "uid")).toContain("uid=bbirch");
});

it("Two days later a PI who was asked is reminded, and the request goes on to its end", async () => {
  await actAs("U0ADA", "# accounts");
  await approve("Request 4: Pia Blank");
  await untilCardSays(stage, "Pia Blank", "waits for Henrik Hopper");
  const before = sandbox.messages("U0HOPPER").length;
  await page.getByRole("button", { name: "Two days later" }).click();
  await page.getByText("acct's clock shows").waitFor();
  await sandbox.until(() => sandbox.messages("U0HOPPER").length > before, "the reminder");
  expect(await faultsOf(page)).toEqual([]);

  await actAs("U0HOPPER", "● acct");
  await page.locator("article", { hasText: "Pia Blank" }).nth(1).waitFor();
  await approve("Pia Blank requests an account");
  const mail = await sandbox.until(() => passwordMails("pia@example.org")[0], "Pia's mail");
  expect((await choosePassword(linkIn(mail), { pin: "2021" })).status).toBe(200);
  await untilCardSays(stage, "Pia Blank", /closed/);
});
