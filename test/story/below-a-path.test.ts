import { join } from "node:path";
import { afterAll, describe, expect, inject, it } from "vitest";
import { startBareNginx } from "../../dev/local-stack/bare-nginx.ts";
import { freePort } from "../../dev/local-stack/child.ts";
import { startOidc } from "../../dev/local-stack/oidc.ts";
import { approveAsAdmin, fill, pressAndFill, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { type CookieBrowser, cookieBrowser } from "../cookie-browser.ts";
import { rosterTokenOf } from "../web/a-project-site.ts";
import { askOnPage, stampFrom } from "../web/ask-on-page.ts";
import { importRows } from "./import-rows.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail } from "./until.ts";
import { answerToCommand, untilEmailAbout, urlIn } from "./until-more.ts";

const [NORA, PI] = ["nora@example.org", "absent@elsewhere.example"];
const acctPort = await freePort();
const folder = join(inject("folder"), "below-a-path");
const target = `http://127.0.0.1:${acctPort}`;
/** The university's web server: acct has one path of it, and everything else is "not found" there. */
const nginx = await startBareNginx({ folder, target, path: "/it/accounts" });
const publicUrl = `${nginx.url}/it/accounts`;
const provider = await startOidc(`${publicUrl}/login/callback`);
const site = await newSite({
  entries: astro,
  publicForm: true,
  settings: {
    csv: { trusted: false },
    publicLog: { enabled: true },
    oidc: { issuer: provider.issuer, clientId: provider.client.id },
  },
  variables: {
    PUBLIC_URL: publicUrl,
    OIDC_CLIENT_SECRET: provider.client.secret,
    METRICS_TOKEN: "only-for-monitoring",
  },
});
await site.start({ PORT: String(acctPort) });
afterAll(async () => {
  await Promise.all([site.stop(), provider.stop(), nginx.stop()]);
});

const opened = { headers: { accept: "text/html" }, redirect: "manual" } as const;
type Visited = Awaited<ReturnType<CookieBrowser["open"]>>;

/** Checks that a page came from acct, that every address on it stays below PUBLIC_URL, and that what it loads is there. */
async function isWhole({ url, page }: Visited, path: string): Promise<void> {
  expect(url).toBe(`${publicUrl}${path}`);
  const named = [...page.matchAll(/ (href|src|action)="([^"]*)"/g)].map(([, kind, address = ""]) => ({
    kind,
    address: new URL(address, url),
  }));
  const own = named.filter(({ address }) => address.protocol !== "mailto:");
  expect(own.length).toBeGreaterThan(2);
  for (const { kind, address } of own) {
    expect(address.href).toMatch(new RegExp(`^${publicUrl}/`));
    if (kind !== "src" && !address.pathname.includes("/static/")) continue;
    expect((await fetch(address)).status, address.href).toBe(200);
  }
}
/** Sends the form of this page to the address that the page names. */
async function sendForm(browser: CookieBrowser, { url, page }: Visited, fields: Record<string, string>) {
  const [, action = ""] = /<form method="post" action="([^"]*)"/.exec(page) ?? [];
  const [, token = ""] = /name="token" value="([^"]*)"/.exec(page) ?? [];
  return browser.send(new URL(action, url).href, { ...(token ? { token } : {}), ...fields });
}

describe("Below a path, behind a proxy that removes it,", () => {
  it("someone confirms an address by signing in, is approved by mail, answers a question, and chooses a password", async () => {
    const browser = cookieBrowser();
    await importRows(site, [{ email: NORA, givenName: "Nora", existingProject: "astro", piEmail: PI }]);
    const confirm = await browser.open(urlIn(await untilEmail(site, NORA, "confirm-address"), "confirm"));
    await isWhole(confirm, "/confirm");
    provider.signInAs("nora-1", { email: NORA, email_verified: true });
    const [, login = ""] = /href="([^"]*\/login)"/.exec(confirm.page) ?? [];
    await isWhole(await browser.open(new URL(login, confirm.url).href), "/confirm");

    await approveAsAdmin(site, "Nora");
    const decide = await browser.open(
      urlIn(await untilEmailAbout(site, PI, "pi-approval", "Nora"), "decide"),
    );
    await isWhole(decide, "/decide");
    await pressAndFill(site, "U0ADA", ["ask", "Nora"], { question: "Which software?" });
    const request = await browser.open(urlIn(await untilEmail(site, NORA, "question"), "request"));
    await isWhole(request, "/request");
    await isWhole(await sendForm(browser, request, { action: "answer", answer: "Fortran." }), "/request");
    await isWhole(await sendForm(browser, decide, { verdict: "approved" }), "/decide/done");

    const choose = await browser.open(urlIn(await untilEmail(site, NORA, "welcome"), "password"));
    await isWhole(choose, "/password");
    const chosen = { pin: "4711", password: "nine cranes dance 6", confirm_password: "nine cranes dance 6" };
    await isWhole(await sendForm(browser, choose, chosen), "/password/done");
  });

  it("people for whom accounts are requested confirm one and decline the other on the page of the request", async () => {
    for (const [person, email] of [
      ["@zoe", "zoe@example.org"],
      ["@layla", "layla@example.org"],
    ] as const) {
      await site.sandbox.command({ user: "U0ADA", channel: "C0GENERAL", text: `/acct request ${person}` });
      const wish = { projectKind: "join", project: "astro", pi: "U0HOPPER", reason: "Light curves." };
      expect(await fill(site, "U0ADA", wish)).toBe("closed");
      await askOnPage(site, { email, path: "/status" });
      const browser = cookieBrowser();
      const request = await browser.open(urlIn(await untilEmail(site, email, "new-link"), "request"));
      await isWhole(request, "/request");
      if (person === "@layla") await isWhole(await sendForm(browser, request, {}), "/request");
      else {
        const [, link = ""] = /href="([^"]*\/request\/confirm)"/.exec(request.page) ?? [];
        const form = await browser.open(new URL(link, request.url).href);
        await isWhole(form, "/request/confirm");
        await isWhole(await sendForm(browser, form, { givenName: "Zoë", pin: "no" }), "/request/confirm");
        await isWhole(await sendForm(browser, form, { givenName: "Zoë", pin: "4711" }), "/request");
      }
    }
    const outcomes = await site.database.query(
      "select email, status = 'withdrawn' as declined from requests where email in ('zoe@example.org', 'layla@example.org') order by email",
    );
    expect(outcomes).toEqual([
      { email: "layla@example.org", declined: true },
      { email: "zoe@example.org", declined: false },
    ]);
  });

  it("someone in a project opens its page, and from there the form for a new project", async () => {
    const browser = cookieBrowser();
    const token = await rosterTokenOf(site, NORA, { project: "astro" });
    const project = await browser.open(`${publicUrl}/project?token=${token}`);
    await isWhole(project, "/project");
    const [, link = ""] = /href="([^"]*\/project\/new[^"]*)"/.exec(project.page) ?? [];
    const form = await browser.open(new URL(link, project.url).href);
    await isWhole(form, "/project/new");
    const fields = { project: "meteors", description: "Rocks" };
    await isWhole(await sendForm(browser, form, fields), "/request");
  });

  it("someone outside of the chat applies, corrects their details, and gets another link", async () => {
    const [email, browser] = ["olga@example.org", cookieBrowser()];
    await isWhole(await browser.open(`${publicUrl}/status`), "/status");
    const ask = await browser.open(`${publicUrl}/apply`);
    await isWhole(ask, "/apply");
    const address = { stamp: stampFrom(site), email, language: "en", leave_blank: "" };
    await isWhole(await sendForm(browser, ask, address), "/apply/sent");
    const form = await browser.open(urlIn(await untilEmail(site, email, "apply-link"), "apply/form"));
    await isWhole(form, "/apply/form");
    const answers = { givenName: "Olga", projectKind: "join", project: "astro", piEmail: PI };
    const more = { reason: "Light curves.", pin: "4711" };
    await isWhole(await sendForm(browser, form, { ...answers, ...more }), "/request");
    await isWhole(await browser.open(`${publicUrl}/request/correct`), "/request/correct");
  });

  it("anyone reads the public log", async () => {
    const browser = cookieBrowser();
    await isWhole(await browser.open(`${publicUrl}/log`), "/log");
    expect(await (await fetch(`${publicUrl}/log.atom`)).text()).toContain(`href="${publicUrl}/log"`);
  });

  it("someone gets a new password without a link", async () => {
    const browser = cookieBrowser();
    await isWhole(await browser.open(`${publicUrl}/`), "/");
    const reset = await browser.open(`${publicUrl}/reset`);
    await isWhole(reset, "/reset");
    const wish = { name: "Nora", email: NORA, confirm_email: NORA };
    await isWhole(await sendForm(browser, reset, wish), "/reset/sent");
    const link = urlIn(await untilEmail(site, NORA, "confirm-reset"), "reset/confirm");
    const confirm = await browser.open(link);
    await isWhole(confirm, "/reset/confirm");
    await isWhole(await sendForm(browser, confirm, { pin: "" }), "/password");
    await isWhole(await browser.open(`${publicUrl}/link?token=unknown`), "/link");
    await isWhole(await browser.open(`${publicUrl}/invitation?token=unknown`), "/invitation");
    await isWhole(await browser.open(`${publicUrl}/project?token=unknown`), "/project");
  });

  it("someone who is asked by mail confirms that they are the PI of a project", async () => {
    await site.database.query(
      "insert into projects (name, gid_number, source, created_at) values ('comets', 7001, 'adopted', now())",
    );
    await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, `/acct ask-pi comets ${NORA}`);
    const browser = cookieBrowser();
    const asked = await browser.open(urlIn(await untilEmail(site, NORA, "ask-pi"), "pi"));
    await isWhole(asked, "/pi");
    await isWhole(await sendForm(browser, asked, { answer: "yes" }), "/pi/claimed");
  });

  it("someone in the chat adds a sign-in, and someone else proves with a code who they are", async () => {
    provider.signInAs("nora-1", { email: NORA, email_verified: true });
    const said = readText(await answerToCommand(site, "U0BEN", "C0GENERAL", "/acct signin"));
    const [signIn = ""] = /http\S+signin\?token=[\w-]+/.exec(said) ?? [];
    const browser = cookieBrowser();
    const shown = await browser.open(signIn);
    await isWhole(shown, "/signin");
    const [, start = ""] = /href="([^"]*\/signin\/start)"/.exec(shown.page) ?? [];
    expect(await browser.open(new URL(start, shown.url).href)).toMatchObject({
      status: 200,
      url: expect.stringContaining(`${publicUrl}/login/callback?`),
    });
    expect(await browser.open(`${publicUrl}/signin`)).toMatchObject({ status: 410 });

    const { people, channels } = site.sandbox.workspace;
    const ben = people.get("U0BEN");
    if (!ben) throw new Error("There is no Ben");
    people.set("U0NORA", { ...ben, id: "U0NORA", handle: "nora", firstName: "Nora", email: NORA });
    channels.get("C0GENERAL")?.members.add("U0NORA");
    const asked = readText(await answerToCommand(site, "U0NORA", "C0GENERAL", "/acct resetpass"));
    const [code = ""] = /\d{3} \d{3}/.exec(asked) ?? [];
    const enter = await browser.open(urlIn(await untilEmail(site, NORA, "link-code"), "link"));
    await isWhole(enter, "/link");
    await isWhole(await sendForm(browser, enter, { code }), "/link/done");
  });

  it("pages that don't exist are acct's own as well", async () => {
    const browser = cookieBrowser();
    for (const path of ["/nothing", "/password?token=unknown"]) {
      const { page, status } = await browser.open(`${publicUrl}${path}`);
      expect(status).toBe(404);
      expect(page).toContain('href="/it/accounts/static/acct.css"');
    }
    expect((await browser.open(`${publicUrl}/favicon.ico`)).url).toBe(`${publicUrl}/static/icon.svg`);
  });

  it("a cookie goes to no other application of the host", async () => {
    const { headers } = await fetch(`${publicUrl}/decide?token=x`, opened);
    expect(headers.getSetCookie().join()).toContain("; Path=/it/accounts;");
    const behindTls = await site.start({ PUBLIC_URL: "https://www.example.org/it/accounts" });
    const answer = await fetch(`${behindTls.url}/decide?token=x`, opened);
    expect(answer.headers.getSetCookie().join()).toMatch(
      /^__Secure-acct-decide=x; Path=\/it\/accounts; .*; Secure$/,
    );
    await behindTls.stop();
  });
});

const pagesLine = async (PUBLIC_URL: string) => {
  site.env.PUBLIC_URL = PUBLIC_URL;
  const { stdout } = await site.run("doctor");
  site.env.PUBLIC_URL = publicUrl;
  return stdout.split("\n").find((line) => /^\S+ +pages:/.test(line));
};

it("A proxy that leaves the path works as well", async () => {
  const leaving = await freePort();
  await site.start({ PORT: String(leaving), PUBLIC_URL: `http://127.0.0.1:${leaving}/it/accounts` });
  const page = await cookieBrowser().open(`http://127.0.0.1:${leaving}/it/accounts/reset`);
  expect(page.status).toBe(200);
  expect(await pagesLine(`http://127.0.0.1:${leaving}/it/accounts`)).toMatch(/^ok\b/);
});

it("The doctor fetches a page and its style sheet, and says if the proxy forwards only one of them", async () => {
  expect(await pagesLine(publicUrl)).toMatch(/^ok\b/);
  const only = await startBareNginx({ folder: `${folder}-only`, target, path: "/it", directives: "" });
  expect(await pagesLine(`${only.url}/it`)).toMatch(/style sheet .*\/it\/accounts\/static\/acct\.css/);
  await only.stop();
});
