import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { startKeystone } from "../../dev/local-stack/keystone.ts";
import { startSetpass } from "../../dev/local-stack/setpass.ts";
import { de } from "../../src/web/text/de.ts";
import { en } from "../../src/web/text/en.ts";
import { es } from "../../src/web/text/es.ts";
import { fr } from "../../src/web/text/fr.ts";
import { aKeystoneUser, eyeOn } from "../keystone-inspector.ts";
import { newDatabase } from "../new-database.ts";
import { findViolations } from "./axe.ts";

const folder = join(inject("folder"), "password-browser");
await mkdir(folder, { recursive: true });
const logoFile = join(folder, "campus.svg");
await writeFile(
  logoFile,
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>',
);
const [keystone, database] = await Promise.all([
  startKeystone({ folder: join(folder, "keystone") }),
  newDatabase(),
]);
const PORTAL = "https://portal.example.org/";
const RULES = "8 characters or more, with a letter and a digit.";
const setpass = await startSetpass({
  folder,
  databaseUrl: database.url,
  settings: {
    setpass: {
      authUrl: keystone.url,
      tokenExpiration: "1d",
      helpdesk: { address: "helpdesk@example.org" },
    },
    mail: { from: "root@example.org", host: "127.0.0.1", port: 1, startTls: false },
    passwords: { rules: RULES },
    pages: { logoFile, accent: { light: "#7a1fa2", dark: "#ffd54f" } },
    site: {
      name: "Campus Cloud",
      helpAddress: "help@example.org",
      language: "fr",
      loginHelp: { text: "By ssh, or on the portal.", url: PORTAL },
    },
  },
});
let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await setpass.stop();
  await Promise.all([keystone.stop(), database.close()]);
});

const [OLD, NEW, PIN] = ["one time password 1", "a new password 2", "4711"];
const eye = eyeOn(keystone);

/** Creates a link like those in the emails of setpass's clients, and returns it with its user's name. */
async function oldLink(): Promise<{ link: string; token: string; name: string }> {
  const user = await aKeystoneUser(eye, OLD);
  const adminToken = (await keystone.tokenOf("admin", keystone.admin.password, "admin")) ?? "";
  const answer = await fetch(`${setpass.url}/token/${user.id}`, {
    method: "PUT",
    headers: { "x-auth-token": adminToken },
    body: JSON.stringify({ pin: PIN, password: OLD }),
  });
  const token = await answer.text();
  return { link: `${setpass.url}?token=${token}`, token, name: user.name };
}

let visitor = 0;
async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    locale: "en-GB",
    extraHTTPHeaders: { "x-forwarded-for": `10.1.0.${++visitor}` },
    ...options,
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(url);
  return page;
}
async function fill(page: Page, pin: string, password: string, again = password): Promise<void> {
  await page.locator("[name=pin]").fill(pin);
  await page.locator("[name=password]").fill(password);
  await page.locator("[name=confirm_password]").fill(again);
  await page.locator("button").click();
}

const focused = (page: Page) => page.evaluate("document.activeElement?.id ?? ''");
/** Returns the hints and problems of a field, as a screen reader reads them. */
async function saidAt(page: Page, field: string): Promise<string> {
  const ids = (await page.locator(`#${field}`).getAttribute("aria-describedby")) ?? "";
  return (await Promise.all(ids.split(" ").map((id) => page.locator(`[id="${id}"]`).textContent()))).join(
    " ",
  );
}

describe.each([true, false])("with JavaScript: %s", (javaScriptEnabled) => {
  it("the page works with the keyboard alone: after an error the cursor is in the PIN, which is needed again, and Enter sends the form", async () => {
    const { link, name } = await oldLink();
    const page = await open(link, { javaScriptEnabled });
    const type = async (pin: string, password: string) => {
      await page.keyboard.type(pin);
      await page.keyboard.press("Tab");
      await page.keyboard.type(password);
      await page.keyboard.press("Tab");
      await page.keyboard.type(password);
      await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    };
    await page.locator("#pin").focus();
    const hint = await page.locator("#pin-hint").textContent();
    await type(PIN, "short");
    // The password was rejected, and the PIN is the first empty field.
    expect(await page.locator("#password").getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => focused(page)).toBe("pin");
    // The hint says that the PIN is needed again.
    expect(await page.locator("#pin-hint strong").count()).toBe(1);
    expect(await saidAt(page, "pin")).toContain(await page.locator("#pin-hint strong").textContent());

    await type("0000", NEW);
    await expect.poll(() => focused(page)).toBe("pin");
    expect(await page.locator("#pin").getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator("#pin-hint").textContent()).toBe(hint);
    expect(await saidAt(page, "pin")).toContain(await page.locator("#pin-problem").textContent());

    await type(PIN, NEW);
    await page.waitForURL("**/password/done");
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
    await page.context().close();
  });

  it("after an error at /reset the cursor is in the first empty field, and the PIN is asked for again", async () => {
    const page = await open(`${setpass.url}/reset`, { javaScriptEnabled });
    const hint = await page.locator("#pin-hint").textContent();
    const typed = { name: "Amy", email: "amy@example.org", confirm_email: "ada@example.org", pin: PIN };
    for (const [field, text] of Object.entries(typed)) await page.locator(`#${field}`).fill(text);
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    expect(await page.locator("#confirm_email").getAttribute("aria-invalid")).toBe("true");
    await expect.poll(() => focused(page)).toBe("pin");
    // The text after the hint says that the PIN is needed again.
    const again = await saidAt(page, "pin");
    expect(again).toContain(hint);
    expect(again.length).toBeGreaterThan((hint ?? "").length + 5);
    await page.context().close();
  });

  it("a person chooses a password with an old link, fixes the problem shown at each field, and logs in", async () => {
    const { link, token, name } = await oldLink();
    const page = await open(link, { javaScriptEnabled, viewport: { width: 360, height: 640 } });
    expect(page.url()).toBe(`${setpass.url}/password`);
    expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(360);

    await fill(page, PIN, NEW, "something else");
    await page.locator("#mismatch, #confirm_password-problem").first().waitFor();
    await fill(page, "0000", NEW);
    await page.locator("#pin-problem", { hasText: /\b2\b/ }).waitFor();
    expect(await page.locator("[name=pin]").getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator("[name=pin]").getAttribute("aria-describedby")).toContain("pin-problem");
    await fill(page, PIN, "short");
    await page.locator("#password-problem", { hasText: /OpenStack.*The password does not match/s }).waitFor();
    await fill(page, PIN, NEW);
    await page.waitForURL("**/password/done");
    expect(page.url()).not.toContain(token);
    expect(await keystone.tokenOf(name, NEW)).toEqual(expect.any(String));
    await page.getByText("By ssh, or on the portal.").waitFor();
    expect(await page.locator(`a[href="${PORTAL}"]`).count()).toBe(1);

    await page.goto(link);
    await page.locator("h1", { hasText: en.dead.used.title }).waitFor();
    await page.context().close();
  });
});

it("The rules and the strength are shown before the form is sent, and the password can be made visible", async () => {
  const { link } = await oldLink();
  const page = await open(link);
  await page.getByText(RULES).waitFor();
  for (const [password, score] of [
    ["password1", "0"],
    ["quiet otters read 9 maps", "4"],
  ] as const) {
    await page.locator("[name=password]").fill(password);
    await page.locator(`#strength[data-score="${score}"]`).waitFor();
    expect(await page.locator("#strength").textContent()).toContain(en.page.strengths[Number(score)]);
  }
  await page.locator("#show").check();
  expect(await page.locator("[name=password]").getAttribute("type")).toBe("text");
  await page.context().close();
});

it("The problem at a field disappears once something else is typed there", async () => {
  const { link } = await oldLink();
  const page = await open(link);
  for (const [field, pin, password] of [
    ["password", PIN, "short"],
    ["pin", "0000", NEW],
  ] as const) {
    await Promise.all([page.waitForEvent("load"), fill(page, pin, password)]);
    await page.locator(`#${field}-problem`).waitFor();
    await page.locator(`#${field}`).press("a");
    expect(await page.locator(`#${field}-problem`).count()).toBe(0);
    expect(await page.locator(`#${field}`).getAttribute("aria-invalid")).toBeNull();
  }
  await page.context().close();
});

it("Two different passwords are reported at the second field, with the cursor there, and nothing is sent", async () => {
  const { link } = await oldLink();
  const page = await open(link);
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.method()));
  await fill(page, PIN, NEW, "something else");
  await page.locator("#mismatch").waitFor();
  await expect.poll(() => focused(page)).toBe("confirm_password");
  expect(sent).not.toContain("POST");
  await page.context().close();
});

it("Reloading the last page or going back shows a page and sends nothing again, even after a mistake", async () => {
  const { link } = await oldLink();
  const page = await open(link);
  await Promise.all([page.waitForEvent("load"), fill(page, "0000", NEW)]);
  await fill(page, PIN, NEW);
  await page.waitForURL("**/password/done");
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.method()));
  await page.reload();
  await page.waitForURL("**/password/done");
  await page.goBack();
  await page.locator("h1", { hasText: en.dead.used.title }).waitFor();
  expect(sent).not.toContain("POST");
  await page.context().close();
});

it("The browser tab has an icon in the site's color, and no file that the page loads is missing", async () => {
  const { link } = await oldLink();
  const page = await open("about:blank");
  const missing: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) missing.push(response.url());
  });
  await page.goto(link);
  const icon = (await page.locator("link[rel=icon]").getAttribute("href")) ?? "";
  for (const path of [icon, "/favicon.ico"]) {
    const answer = await fetch(new URL(path, setpass.url));
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
    expect(await answer.text()).toContain("#7a1fa2");
  }
  expect(missing).toEqual([]);
  await page.context().close();
});

it.each([
  ["de-DE", "OpenStack"],
  ["es-ES", "OpenStack"],
  ["fr-FR", "OpenStack"],
])("In %s, a system's own error message is marked as a quotation in English", async (locale, system) => {
  const { link } = await oldLink();
  const page = await open(link, { locale, bypassCSP: true });
  await Promise.all([page.waitForEvent("load"), fill(page, PIN, "short")]);
  const problem = page.locator("#password-problem");
  expect(await problem.textContent()).toContain(system);
  const quoted = problem.locator("q[lang=en]");
  expect(await quoted.textContent()).toMatch(/^The password does not match the requirements: /);
  // The rest of the message isn't in English.
  expect(await problem.evaluate((node) => node.firstChild?.textContent)).not.toMatch(/password|refused/i);
  expect(await findViolations(page)).toEqual([]);
  await page.context().close();
});

it("A program gets everything in English, no matter which languages the site and the program prefer", async () => {
  const { token } = await oldLink();
  const send = (fields: Record<string, string>, language?: string) =>
    fetch(`${setpass.url}/?token=${token}`, {
      method: "POST",
      headers: {
        "x-forwarded-for": `10.1.1.${++visitor}`,
        ...(language === undefined ? {} : { "accept-language": language }),
      },
      body: new URLSearchParams({ pin: PIN, password: NEW, confirm_password: NEW, ...fields }),
    }).then((answer) => answer.text());
  const weak = { password: "short", confirm_password: "short" };
  for (const language of [undefined, "de", "fr-CA, fr;q=0.9"]) {
    const answer = await send(weak, language);
    expect(answer).toContain(en.problem.refused("OpenStack"));
    expect(answer).toContain("The password does not match");
    expect(await send({ confirm_password: "other" }, language)).toBe("Passwords do not match");
    const headers = language === undefined ? {} : { "accept-language": language };
    const form = await (await fetch(`${setpass.url}/?token=${token}`, { headers })).text();
    expect(form).toContain('<html lang="en">');
    const reset = await (await fetch(`${setpass.url}/reset`, { headers })).text();
    expect(reset).toContain('<html lang="en">');
  }
});

it("A password manager recognizes the fields, and the token is hidden from the address, the referrer and scripts", async () => {
  const { link, token } = await oldLink();
  const page = await open(link);
  expect(await page.locator("[name=password]").getAttribute("autocomplete")).toBe("new-password");
  expect(await page.locator("[name=confirm_password]").getAttribute("autocomplete")).toBe("new-password");
  // The PIN isn't a password to save, and a PIN with letters needs a full keyboard.
  expect(await page.locator("[name=pin]").getAttribute("autocomplete")).toBe("one-time-code");
  expect(await page.locator("[name=pin]").getAttribute("inputmode")).toBeNull();
  expect(await page.evaluate("document.cookie")).toBe("");
  expect(await page.evaluate("document.referrer + location.href + history.length")).not.toContain(token);
  await page.reload();
  await page.locator("[name=password]").waitFor();
  await page.context().close();
});

it.each([
  ["de-AT", "de", de],
  ["es-MX", "es", es],
  ["fr-CA", "fr", fr],
  ["en-GB", "en", en],
  ["ja-JP", "fr", fr],
])("A browser set to %s gets the page in the language %s", async (locale, language, { page: { title } }) => {
  const { link } = await oldLink();
  const page = await open(link, { locale });
  await page.getByRole("heading", { name: title }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe(language);
  expect(await page.locator(".site img").evaluate((image) => image.clientWidth)).toBeGreaterThan(0);
  await page.context().close();
});

describe.each(["light", "dark"] as const)("in %s colors, axe finds nothing wrong with", (colorScheme) => {
  const look = { colorScheme, bypassCSP: true } as const;

  it("the password page when it is empty, when fields have problems, and when it is done", async () => {
    const { link } = await oldLink();
    const page = await open(link, look);
    expect(await findViolations(page)).toEqual([]);
    await page.locator("[name=password]").fill("quiet otters");
    expect(await findViolations(page), "with a strength").toEqual([]);
    await fill(page, PIN, NEW, "other");
    expect(await findViolations(page), "with two passwords").toEqual([]);
    await fill(page, "0000", NEW);
    await page.locator("#pin-problem").waitFor();
    expect(await findViolations(page), "with a wrong PIN").toEqual([]);
    await fill(page, PIN, NEW);
    await page.waitForURL("**/password/done");
    expect(await findViolations(page), "when it is done").toEqual([]);
    await page.context().close();
  });

  it("a dead link, and the page where people request a new password", async () => {
    const page = await open(`${setpass.url}/?token=invented`, look);
    expect(await findViolations(page)).toEqual([]);
    await page.locator('a[href="/reset"]').click();
    await page.locator("#name").waitFor();
    expect(await findViolations(page), "the form").toEqual([]);
    for (const [name, value] of Object.entries({
      name: "Amy",
      email: "amy@example.org",
      confirm_email: "ada@example.org",
      pin: PIN,
    })) {
      await page.locator(`[name=${name}]`).fill(value);
    }
    await page.locator("button").click();
    await page.locator("#confirm_email-problem").waitFor();
    expect(await page.locator("#name").inputValue()).toBe("Amy");
    expect(await findViolations(page), "with a problem").toEqual([]);
    await page.context().close();
  });
});

it("A person whose browser keeps no cookies is told what to do", async () => {
  const page = await open(`${setpass.url}/password`);
  await page.locator("h1", { hasText: en.dead["no-cookie"].title }).waitFor();
  expect(await page.locator("form").count()).toBe(0);
  await page.context().close();
});
