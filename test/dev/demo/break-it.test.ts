import pg from "pg";
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { setTheStage } from "../../../dev/demo/stage.ts";
import { launchChromium } from "../../../dev/local-stack/chromium.ts";
import { choosePassword, hasButton, linkIn } from "../../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../../dev/sandbox/campus.ts";
import { emailsTo } from "../../story/until.ts";
import { findViolations } from "../../web/axe.ts";

const stage = await setTheStage(() => undefined, { closeAfter: "1s" });
const { sandbox } = stage;
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  const context = await browser.newContext({ bypassCSP: true });
  page = await context.newPage();
  await page.goto(`${sandbox.url}/page/index.html#as=U0ADA&in=${ADMIN_CHANNEL}&tour=off`);
  await openSideWith("[data-break]");
});
afterAll(async () => {
  await browser.close();
  await stage.stop();
});

const broken = (name: string) => page.locator(`[data-broken="${name}"]`);
const cardOf = (name: string) => page.locator("article", { hasText: name }).first();
const buttonOf = (name: string, action: string) =>
  page.locator("article", { hasText: name }).locator(`[data-action="${action}"]`).first();

const isThereSoon = (found: Locator) =>
  found.waitFor({ timeout: 3000 }).then(
    () => true,
    () => false,
  );

/** Opens the tab beside the workspace that contains this selector. */
async function openSideWith(selector: string): Promise<void> {
  const found = page.locator(`#beside ${selector}`).first();
  const tabs = page.locator("#beside [role=tab]");
  await tabs.first().waitFor();
  for (let at = (await tabs.count()) - 1; at >= 0; at--) {
    await tabs.nth(at).click();
    // The page draws a tab once the server has responded.
    if (await isThereSoon(found)) return;
  }
  throw new Error(`nothing beside the workspace has ${selector}`);
}

/** Waits until the request of this person meets this SQL condition. */
async function untilStored(name: string, where: string): Promise<void> {
  const client = new pg.Client({ connectionString: stage.databaseUrl });
  await client.connect();
  const found = async () =>
    (
      await client.query(
        `select 1 from requests r where given_name || ' ' || family_name = $1 and (${where})`,
        [name],
      )
    ).rowCount;
  await expect.poll(found).toBe(1);
  await client.end();
}

async function actAs(user: string, place: string): Promise<void> {
  await page.locator(`[data-person=${user}]`).click();
  await page.locator(`[data-person=${user}][aria-current]`).waitFor();
  await page.getByRole("button", { name: place, exact: true }).click();
}

/** Presses the card's button, and confirms if the card asks for it. */
async function approve(name: string): Promise<void> {
  const button = buttonOf(name, "approve");
  await button.click();
  const confirmation = page.locator(".confirm button.danger");
  await expect.poll(async () => (await confirmation.isVisible()) || (await button.count()) === 0).toBe(true);
  if (await confirmation.isVisible()) await confirmation.click();
  await button.waitFor({ state: "detached" });
}

/** Approves as Ada in the channel and as Henrik, the PI, in his direct messages, and then returns to Ada. */
async function approveByBoth(name: string): Promise<void> {
  await actAs("U0ADA", "# accounts");
  await approve(name);
  await actAs("U0HOPPER", "● acct");
  await approve(name);
  await actAs("U0ADA", "# accounts");
}

const switchOf = (name: string, state: "" | ":checked" | ":not(:checked)" = "") =>
  page.locator(`[data-break="${name}"]${state}`);

/** Turns the switch on. The page then shows above the messages what is broken, until it is fixed there. */
async function breakIt(name: string): Promise<void> {
  await switchOf(name).click();
  await broken(name).waitFor();
  await switchOf(name, ":checked").waitFor();
}

async function fix(name: string): Promise<void> {
  await broken(name).getByRole("button").click();
  await broken(name).waitFor({ state: "detached" });
  await switchOf(name, ":not(:checked)").waitFor();
}

const passwordEmails = (address: string) => emailsTo(stage, address, "welcome");

describe("While something is broken, the page and the card say so:", () => {
  it("the directory is down, and the stage that needs it is retried", async () => {
    await breakIt("directory");
    await approveByBoth("Ben Birch");
    await untilStored("Ben Birch", "status = 'running' and attempt > 0");
    await cardOf("Ben Birch").getByText("LDAP").first().waitFor();
    await page.getByRole("tab", { name: "LDAP" }).click();
    await page.locator("#beside details").first().waitFor();
    expect(await page.locator("#beside details", { hasText: "uid=" }).count()).toBe(0);
    await openSideWith("[data-break]");
    expect(await findViolations(page)).toEqual([]);
    await fix("directory");
  });

  it("the mail server is down, and the account is created while its email waits", async () => {
    await breakIt("mail");
    await approveByBoth("Alex Smith");
    await untilStored("Alex Smith", "waits_for = 'password'");
    await untilStored(
      "Alex Smith",
      "exists (select from notifications n where n.request_id = r.id and template = 'welcome' and attempt > 0)",
    );
    expect(passwordEmails("ash@example.org")).toEqual([]);
    await fix("mail");
  });

  it("acct is down, a person who presses a button is told, and pressing it again works once acct is back", async () => {
    await breakIt("acct");
    await buttonOf("Inês", "spam").click();
    await page.locator(".confirm button.danger").click();
    await page.locator("#notice:not(:empty)").waitFor();
    await page.locator("#composer-text").fill("/acct list");
    await page.locator("#composer [type=submit]").click();
    await page.getByText("operation_timeout").first().waitFor();
    const card = sandbox.messages(ADMIN_CHANNEL).find(({ text }) => text.includes("Inês"));
    expect(card && hasButton(card, "spam")).toBe(true);
    await fix("acct");
    await sandbox.until(() => sandbox.connections() > 0, "acct to be connected");
    await buttonOf("Inês", "spam").click();
    await page.locator(".confirm button.danger").click();
    await buttonOf("Inês", "spam").waitFor({ state: "detached" });
    const { code, stdout } = await stage.run("audit", "show", "5", "--json");
    expect(code).toBe(0);
    const marked = stdout.split("\n").filter((line) => line.includes('"kind":"marked-as-spam"'));
    expect(marked.map((line) => (JSON.parse(line) as object) ?? {})).toMatchObject([
      { actorName: "Ada Okafor" },
    ]);
  });
});

it("Requests that had failed continue to their end automatically, and no one gets an email twice", {
  timeout: 240_000,
}, async () => {
  for (const [name, address, pin] of [
    ["Ben Birch", "ben@example.org", "2718"],
    ["Alex Smith", "ash@example.org", "5772"],
  ] as const) {
    const mail = await sandbox.until(() => passwordEmails(address)[0], `the mail to ${address}`, 100_000);
    expect((await choosePassword(linkIn(mail), { pin })).status).toBe(200);
    await untilStored(name, "status = 'closed'");
    expect(passwordEmails(address)).toHaveLength(1);
  }
  expect(await stage.slapd?.search("(uid=bbirch)", "uid")).toContain("uid=bbirch");
});

it("Two days later a PI who was asked is reminded, and the request continues to its end", async () => {
  await actAs("U0ADA", "# accounts");
  await approve("Pia Blank");
  await untilStored("Pia Blank", "waits_for = 'pi' and pi_user = 'slack:U0HOPPER'");
  const before = sandbox.messages("U0HOPPER").length;
  await page.locator("[data-push=days]").click();
  await sandbox.until(() => sandbox.messages("U0HOPPER").length > before, "the reminder");
  expect(await findViolations(page)).toEqual([]);

  await actAs("U0HOPPER", "● acct");
  await page.locator("article", { hasText: "Pia Blank" }).nth(1).waitFor();
  await approve("Pia Blank");
  const mail = await sandbox.until(() => passwordEmails("pia@example.org")[0], "Pia's mail");
  expect((await choosePassword(linkIn(mail), { pin: "2021" })).status).toBe(200);
  await untilStored("Pia Blank", "status = 'closed'");
});
