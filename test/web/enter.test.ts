import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { approveAsAdmin, pressAndFill } from "../../dev/local-stack/people.ts";
import { importRows } from "../story/import-rows.ts";
import { newSite } from "../story/new-site.ts";
import { untilEmail } from "../story/until.ts";
import { untilEmailAbout, urlIn } from "../story/until-more.ts";

const PI = "absent@elsewhere.example";
const site = await newSite({ withLdap: false });
const [COLLEAGUE, REASON] = ["colleague@elsewhere.example", "Not one of mine."];
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
  await site.start();
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

/** Returns the link with which the PI, who isn't in the chat, decides on the account request of a person with this name. */
async function linkToDecide(name: string): Promise<string> {
  const address = `${name.toLowerCase()}@example.org`;
  await importRows(site, [
    { email: address, givenName: name, existingProject: name.toLowerCase(), piEmail: PI },
  ]);
  await approveAsAdmin(site, `${name} Ypsilon`);
  return urlIn(await untilEmailAbout(site, PI, "pi-approval", `${name} Ypsilon`), "decide");
}

async function open(url: string, javaScriptEnabled = true): Promise<Page> {
  const page = await (await browser.newContext({ javaScriptEnabled })).newPage();
  await page.goto(url);
  return page;
}

/** Lists the kinds of the events so far of this person's request. */
const eventsOf = async (name: string) =>
  (
    await site.database.query<{ kind: string }>(
      "select e.kind from events e join requests r on r.id = e.request_id where r.given_name = $1 order by e.seq",
      [name],
    )
  ).map(({ kind }) => kind);

/** All fields of the page that take text. */
const textFields = (page: Page) =>
  page.locator("input:not([type=hidden]):not([type=checkbox]):not([readonly]), textarea");

describe.each([true, false])("with JavaScript: %s, Enter", (javaScriptEnabled) => {
  it("in any field of the decision page never approves; in a colleague's address it reassigns the request", async () => {
    const name = javaScriptEnabled ? "Kim" : "Lee";
    const page = await open(await linkToDecide(name), javaScriptEnabled);
    expect(await textFields(page).count()).toBe(2);
    await page.locator("#reason").fill("");
    await page.locator("#reason").press("Enter");
    expect(await eventsOf(name)).not.toContain("denied");
    await page.locator("#reason").fill("");
    await page.locator("#other").fill(COLLEAGUE);
    await page.locator("#other").press("Enter");
    await expect.poll(() => eventsOf(name)).toContain("reassigned");
    const piSaid = (await eventsOf(name)).slice((await eventsOf(name)).indexOf("approved") + 1);
    expect(piSaid).not.toContain("approved");
    expect(piSaid).not.toContain("denied");
    await page.context().close();
  });
});

it("Approve with a reason or an address filled in decides nothing and keeps what was typed", async () => {
  const page = await open(await linkToDecide("Moe"));
  for (const [field, typed] of [
    ["#reason", REASON],
    ["#other", COLLEAGUE],
  ] as const) {
    await page.locator(field).fill(typed);
    await Promise.all([page.waitForEvent("load"), page.locator("button[value=approved]").click()]);
    expect(await page.getByRole("alert").count()).toBe(1);
    expect(await page.locator(field).inputValue()).toBe(typed);
    await page.locator(field).fill("");
  }
  expect((await eventsOf("Moe")).filter((kind) => kind === "approved")).toHaveLength(1);
  await page.locator("button[value=approved]").click();
  await page.waitForURL("**/decide/done");
  expect((await eventsOf("Moe")).filter((kind) => kind === "approved")).toHaveLength(2);
  await page.context().close();
});

it("The token of a link disappears from the address bar, on the decision page and on the requester's page", async () => {
  const decide = await linkToDecide("Tom");
  await pressAndFill(site, "U0ADA", ["ask", "Tom Ypsilon"], { question: "Which software?" });
  const request = urlIn(await untilEmail(site, "tom@example.org", "question"), "request");
  for (const [link, path] of [
    [decide, "/decide"],
    [request, "/request"],
  ] as const) {
    const page = await open(link);
    const { origin, searchParams } = new URL(link);
    expect(page.url()).toBe(`${origin}${path}`);
    const said = await page.evaluate("location.href + document.referrer + document.cookie");
    expect(said).not.toContain(searchParams.get("token"));
    await page.reload();
    expect(await page.locator("form").count(), path).toBeGreaterThan(0);
    await page.context().close();
  }
});

it.each([
  ["approved", { reason: REASON }],
  ["approved", { other: COLLEAGUE }],
  ["denied", { reason: REASON, other: COLLEAGUE }],
  ["reassign", { reason: REASON, other: COLLEAGUE }],
])(
  "A form with the decision %s and the fields %j contradicts itself and is rejected",
  async (verdict, fields) => {
    const link = await linkToDecide(`N${verdict.length}${Object.keys(fields).join("")}`);
    const { origin, searchParams } = new URL(link);
    const body = new URLSearchParams({ token: searchParams.get("token") ?? "", verdict, ...fields });
    expect((await fetch(`${origin}/decide`, { method: "POST", body })).status).toBe(400);
  },
);

it("Enter in the answer to a question starts a new line; withdrawing takes two clicks, and Back sends nothing again", async () => {
  const address = "olga@example.org";
  await importRows(site, [{ email: address, givenName: "Olga", existingProject: "olga" }]);
  await pressAndFill(site, "U0ADA", ["ask", "Olga Ypsilon"], { question: "Which software?" });
  const page = await open(urlIn(await untilEmail(site, address, "question"), "request"));
  expect(new URL(page.url()).search).toBe("");
  await textFields(page).first().press("Enter");
  expect(await eventsOf("Olga")).not.toContain("answered");
  expect(await page.locator("button[value=withdraw]").isVisible()).toBe(false);
  await page.locator("#answer").fill("Fortran.");
  await page.locator("button[value=answer]").click();
  await page.getByRole("status").waitFor();
  expect(await page.locator("#answer").count()).toBe(0);
  await page.goBack();
  await page.reload();
  expect((await eventsOf("Olga")).filter((kind) => kind === "answered")).toHaveLength(1);
  await page.locator("summary").click();
  await page.locator("button[value=withdraw]").click();
  await page.getByRole("status").waitFor();
  expect(await eventsOf("Olga")).toContain("withdrawn");
  await page.context().close();
});

it("Behind TLS, the cookie with the token of a link is limited to this host and never sent without TLS", async () => {
  const behindTls = await site.start({ PUBLIC_URL: "https://acct.example.org" });
  for (const path of ["decide", "request", "reset/confirm", "password"]) {
    const { status, headers } = await fetch(`${behindTls.url}/${path}?token=x`, {
      headers: { accept: "text/html" },
      redirect: "manual",
    });
    expect([status, headers.get("location")]).toEqual([303, `/${path}`]);
    expect(headers.get("set-cookie")).toMatch(
      /^__Host-acct-(decide|request|reset|password)=x; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/,
    );
    expect(headers.get("strict-transport-security")).toMatch(/max-age=\d{7,}/);
  }
  await behindTls.stop();
});
