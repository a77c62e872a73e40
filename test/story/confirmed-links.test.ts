import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../../dev/local-stack/chromium.ts";
import { approveAsAdmin, approveAsPi, ask, fill, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { findViolations } from "../web/axe.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { emailsTo, untilDirectMessage, untilEmail, untilRequest } from "./until.ts";
import { answerToCommand, hasAction, urlIn } from "./until-more.ts";

const radium = astro.replaceAll("astro", "radium").replace("5001", "5002");
const site = await newSite({ entries: [astro, radium].join("\n") });
const { sandbox, database } = site;
let browser: Browser;
let running: Awaited<ReturnType<typeof site.start>>;
beforeAll(async () => {
  browser = await launchChromium();
  running = await site.start();
  await ask(site, "U0AMY", { username: "amy" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  await untilEmail(site, "amy@example.org", "welcome");
});
afterAll(async () => {
  await browser.close();
  await site.stop();
});

const person = (user: string) => {
  const found = sandbox.workspace.people.get(user);
  if (!found) throw new Error(`There is no ${user}`);
  return found;
};
/** Adds a person of whom acct has never heard, because it may take a minute to notice changes of others. */
function newcomer(user: string, email: string): void {
  const named = { id: user, handle: user.toLowerCase(), firstName: user, email };
  sandbox.workspace.people.set(user, { ...person("U0BEN"), ...named });
  sandbox.workspace.channels.get("C0GENERAL")?.members.add(user);
}
const linksTo = async (user: string) =>
  (
    await database.query<{ state: string }>(
      "select state from identities where kind = 'chat' and value = $1 order by id",
      [`slack:${user}`],
    )
  ).map(({ state }) => state);
const usernameOf = async (email: string) => {
  const [{ username = "" } = {}] = await database.query<{ username: string }>(
    "select username from accounts a join people p on p.id = a.person_id where p.email = $1",
    [email],
  );
  return username;
};
/** Changes addresses while acct isn't running, because it may take a minute to notice. */
async function withNewAddresses(addresses: Readonly<Record<string, string>>): Promise<void> {
  const { port } = new URL(running.url);
  await running.stop();
  for (const [user, email] of Object.entries(addresses)) Object.assign(person(user), { email });
  running = await site.start({ PORT: port });
}
/** Uses a command, and returns the code in the answer. */
async function codeFor(user: string, text = "/acct resetpass"): Promise<string> {
  const answer = readText(await answerToCommand(site, user, "C0GENERAL", text));
  const [code = ""] = /\d{3} \d{3}/.exec(answer) ?? [];
  expect(code).not.toBe("");
  return code;
}
/** The link in the email about this user, who is named by their ID, or about anyone. */
const linkMailedTo = async (address: string, user = "") => {
  const find = () => emailsTo(site, address, "link-code").find(({ text }) => text.includes(user));
  return urlIn(await sandbox.until(find, `an email about ${user} with a link`), "link");
};
const wrong = (code: string) => (code.startsWith("1") ? `2${code.slice(1)}` : `1${code.slice(1)}`);

async function submit(link: string, code: string): Promise<number> {
  const token = new URL(link).searchParams.get("token") ?? "";
  const body = new URLSearchParams({ token, code });
  return (await fetch(new URL("/link", link), { method: "POST", body })).status;
}

describe.each(["light", "dark"] as const)("In %s colors", (colorScheme) => {
  it("axe finds nothing wrong with the page where a code is entered, with and without an error", async () => {
    const user = `U0AXE${colorScheme.toUpperCase()}`;
    newcomer(user, "amy@example.org");
    const code = await codeFor(user);
    const link = await linkMailedTo("amy@example.org", user);
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.goto(link);
    expect(page.url()).not.toContain("token");
    expect(await findViolations(page)).toEqual([]);
    await page.locator("#code").fill(wrong(code));
    await page.locator("button").click();
    await page.getByRole("alert").waitFor();
    expect(await findViolations(page)).toEqual([]);
    await context.close();
  });
});

describe("Someone else in the chat with the account's address", () => {
  let link = "";
  beforeAll(() => newcomer("U0TWIN", "amy@example.org"));

  it("is linked only with the code from the chat, behind the link in the email, and without JavaScript", async () => {
    const first = await codeFor("U0TWIN");
    link = await linkMailedTo("amy@example.org", "U0TWIN");
    // Asking again replaces the code and sends no further email.
    const code = await codeFor("U0TWIN");
    expect(code).not.toBe(first);
    expect(emailsTo(site, "amy@example.org", "link-code").length).toBe(3);
    expect(await linksTo("U0TWIN")).toEqual(["pending"]);

    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 640 },
    });
    const page = await context.newPage();
    await page.goto(link);
    expect(await page.locator("html").evaluate(({ scrollWidth }) => scrollWidth)).toBeLessThanOrEqual(360);
    await page.locator("#code").fill(first);
    await page.keyboard.press("Enter");
    await page.getByRole("alert").waitFor();
    expect(await linksTo("U0AMY")).toEqual(["active"]);
    await page.locator("#code").fill(code);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/link/done");
    await context.close();

    expect(await linksTo("U0TWIN")).toEqual(["active"]);
    expect(await linksTo("U0AMY")).toEqual(["declined"]);
    await untilEmail(site, "amy@example.org", "account-linked");
    for (const user of ["U0TWIN", "U0AMY"]) await untilDirectMessage(site, user, "account-linked");
    await sandbox.command({ user: "U0TWIN", channel: "C0GENERAL", text: "/acct resetpass" });
    expect(await fill(site, "U0TWIN", { way: "chat" })).toBe("closed");
  });

  it("can't use a code twice, and opening the link again changes nothing", async () => {
    expect((await fetch(link, { headers: { accept: "text/plain" } })).status).toBe(410);
    expect(await submit(link, "000000")).toBe(410);
    expect(await submit(link.slice(0, -2), "000000")).toBe(404);
    expect(await linksTo("U0TWIN")).toEqual(["active"]);
  });

  it("loses the link after five wrong codes, which keeps no one else from using theirs", async () => {
    newcomer("U0GUESS", "amy@example.org");
    newcomer("U0OWNER", "amy@example.org");
    const [guessed, code] = [await codeFor("U0GUESS"), await codeFor("U0OWNER")];
    const [toGuess, toOwner] = [
      await linkMailedTo("amy@example.org", "U0GUESS"),
      await linkMailedTo("amy@example.org", "U0OWNER"),
    ];
    for (const status of [400, 400, 400, 400, 410])
      expect(await submit(toGuess, wrong(guessed))).toBe(status);
    expect(await submit(toGuess, guessed)).toBe(410);
    expect(await linksTo("U0GUESS")).toEqual(["pending"]);
    expect(await submit(toOwner, code.replace(" ", "-"))).toBe(200);
    expect(await linksTo("U0OWNER")).toEqual(["active"]);
  });
});

describe("A link by an address that changes in the chat", () => {
  it("is paused once its user acts; both addresses are told once, and a code brings it back", async () => {
    await importRows(site, [{ email: "layla@example.org", givenName: "Layla", familyName: "Haddad" }]);
    await approveAsAdmin(site, "Layla Haddad");
    await approveAsPi(site, "Layla Haddad");
    await untilEmail(site, "layla@example.org", "welcome");
    await sandbox.command({ user: "U0LAYLA", channel: "C0GENERAL", text: "/acct resetpass" });
    await sandbox.until(() => sandbox.modal("U0LAYLA"), "the form");
    expect(await linksTo("U0LAYLA")).toEqual(["auto"]);

    await withNewAddresses({ U0LAYLA: "haddad@example.org" });
    const code = await codeFor("U0LAYLA");
    expect(await linksTo("U0LAYLA")).toEqual(["frozen"]);
    for (const address of ["layla@example.org", "haddad@example.org"])
      await untilEmail(site, address, "link-frozen");
    await codeFor("U0LAYLA", "/acct join astro");
    const told = ["layla@example.org", "haddad@example.org"].flatMap((to) =>
      emailsTo(site, to, "link-frozen"),
    );
    expect(told.length).toBe(2);

    const latest = await codeFor("U0LAYLA");
    expect(latest).not.toBe(code);
    expect(await submit(await linkMailedTo("layla@example.org"), latest)).toBe(200);
    expect(await linksTo("U0LAYLA")).toEqual(["active"]);
  });
});

describe("A PI's address that someone else takes over in the chat", () => {
  const row = (givenName: string) => ({
    email: `${givenName.toLowerCase()}@example.org`,
    givenName,
    piEmail: "curie@example.org",
    existingProject: "radium",
  });
  const offers = (user: string, about: string) =>
    sandbox
      .messages(user)
      .some((one) => hasAction(one.blocks, "approve") && `${one.text}${readText(one)}`.includes(about));

  it("lets neither of them decide until an admin proposes a link and the PI confirms it", async () => {
    await importRows(site, [{ email: "curie@example.org", givenName: "Maria", familyName: "Curie" }]);
    await approveAsAdmin(site, "Maria Curie");
    await approveAsPi(site, "Maria Curie");
    await untilEmail(site, "curie@example.org", "welcome");
    await importRows(site, [row("Xena")]);
    await approveAsAdmin(site, "Xena");
    await untilRequest(site, "Xena", { waitsFor: "pi", piUser: "U0CURIE" });
    expect(await linksTo("U0CURIE")).toEqual(["auto"]);

    newcomer("U0EVE", "curie@example.org");
    await withNewAddresses({ U0CURIE: "sklodowska@example.org" });
    await importRows(site, [row("Yana")]);
    await approveAsAdmin(site, "Yana");
    await untilRequest(site, "Yana", { waitsFor: "pi", piUser: null });
    expect(await linksTo("U0CURIE")).toEqual(["frozen"]);
    for (const user of ["U0EVE", "U0CURIE"]) expect(offers(user, "Yana")).toBe(false);
    expect(emailsTo(site, "curie@example.org", "pi-approval")).toEqual([]);

    await approveAsPi(site, "Xena", "U0CURIE");
    await untilRequest(site, "Xena", { waitsFor: "pi" });

    await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct link curie@example.org @curie");
    const asked = await untilDirectMessage(site, "U0CURIE", "confirm-link");
    await sandbox.press({ user: "U0CURIE", channel: "D0CURIE", ts: asked.ts, actionId: "confirm-link" });
    await expect.poll(() => linksTo("U0CURIE")).toEqual(["active"]);
    await approveAsPi(site, "Xena", "U0CURIE");
    await untilRequest(site, "Xena", { waitsFor: "password" });
  });
});

describe("A person whose address has changed", () => {
  it("keeps their linked account, and gets it back by email once an admin has changed the address", async () => {
    await ask(site, "U0BEN", { username: "nnew" });
    await approveAsAdmin(site, "Ben Birch");
    await approveAsPi(site, "Ben Birch");
    await untilEmail(site, "ben@example.org", "welcome");
    await withNewAddresses({ U0BEN: "nora.new@example.org" });
    expect((await site.run("reconcile", "--addresses")).stdout).toMatch(/nnew.*set-email nnew nora\.new@/);

    await sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text: "/acct resetpass" });
    expect(await fill(site, "U0BEN", { way: "chat" })).toBe("closed");
    await untilDirectMessage(site, "U0BEN", "new-password");

    expect(await site.run("person", "set-email", "nnew", "nora.new@example.org", "--yes")).toMatchObject({
      code: 0,
    });
    expect(await site.slapd?.search("(uid=nnew)", "mail")).toContain("mail: nora.new@example.org");
    for (const address of ["ben@example.org", "nora.new@example.org"])
      await untilEmail(site, address, "email-changed");
    expect(await usernameOf("nora.new@example.org")).toBe("nnew");
    expect(await linksTo("U0BEN")).toEqual(["active"]);
    await sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text: "/acct resetpass" });
    expect(await fill(site, "U0BEN", { way: "mail", pin: "4711" })).toBe("closed");
    await untilEmail(site, "nora.new@example.org", "new-password");
  });
});

describe("A proposed link that is declined", () => {
  it("gives no rights, and the admins and the owner are told", async () => {
    const ts = await proposeTo("U0ZOE", "zoe");
    await sandbox.press({ user: "U0ZOE", channel: "D0ZOE", ts, actionId: "decline-link" });
    await expect.poll(() => linksTo("U0ZOE")).toEqual(["declined"]);
    await untilEmail(site, "nora.new@example.org", "link-declined");
    await answerToCommand(site, "U0ZOE", "C0GENERAL", "/acct resetpass");
    expect(sandbox.modal("U0ZOE")).toBeUndefined();
    expect(await linksTo("U0BEN")).toEqual(["active"]);
  });
});

/** An admin proposes the account nnew. Returns which direct message asks the person. */
async function proposeTo(user: string, handle: string): Promise<string> {
  await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct link nnew @${handle}`);
  return (await untilDirectMessage(site, user, "confirm-link")).ts;
}
