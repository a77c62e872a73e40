import { afterAll, expect, it } from "vitest";
import { LDAP } from "../../dev/local-stack/ldap-names.ts";
import {
  approveAsAdmin,
  choosePassword,
  linkIn,
  PASSWORD,
  pressAndFill,
} from "../../dev/local-stack/people.ts";
import { cookieBrowser } from "../cookie-browser.ts";
import { askOnPage } from "../web/ask-on-page.ts";
import { astro, newSite } from "./new-site.ts";
import { untilEmail, untilEvent, untilRequest } from "./until.ts";
import { untilEmailAbout, urlIn } from "./until-more.ts";

const PI = "boss@elsewhere.example";
const site = await newSite({ entries: astro, publicForm: true });
await site.start();
afterAll(() => site.stop());
const url = (path: string) => `${site.processes[0]?.url}${path}`;
const tokenOf = (page: string) => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";

/** Someone outside of the chat enters their address, opens the link, and sends the form. */
async function apply(email: string, givenName: string) {
  const browser = cookieBrowser();
  const front = await browser.open(url("/"));
  expect(front.page).toContain('href="/apply"');
  expect((await askOnPage(site, { email })).status).toBe(303);
  const form = await browser.open(urlIn(await untilEmail(site, email, "apply-link"), "apply/form"));
  const request = await browser.send(url("/apply/form"), {
    ...{ token: tokenOf(form.page), givenName, familyName: "Outer", projectKind: "join", project: "astro" },
    ...{ piEmail: PI, reason: "Light curves.", pin: "4711" },
  });
  expect([request.status, request.url]).toEqual([200, url("/request")]);
  await untilRequest(site, givenName, { waitsFor: "admin" });
  return browser;
}

it("Someone outside of the chat gets from the form to the first login: they answer a question, and the PI approves by mail", async () => {
  const email = "olga@elsewhere.example";
  const browser = await apply(email, "Olga");
  await untilEmail(site, email, "received");
  await pressAndFill(site, "U0ADA", ["ask", "Olga Outer"], { question: "Which software?" });
  const asked = await browser.open(urlIn(await untilEmail(site, email, "question"), "request"));
  await browser.send(url("/request"), { token: tokenOf(asked.page), action: "answer", answer: "GROMACS." });
  await untilEvent(site, "Olga", "answered");
  await approveAsAdmin(site, "Olga");

  const decide = await cookieBrowser().open(
    urlIn(await untilEmailAbout(site, PI, "pi-approval", "Olga"), "decide"),
  );
  const pi = cookieBrowser();
  await pi.send(url("/decide"), { token: tokenOf(decide.page), verdict: "approved" });
  const welcome = await untilEmail(site, email, "welcome");
  expect(await choosePassword(linkIn(welcome))).toMatchObject({ status: 200 });
  const [made] = await site.database.query<{ username: string }>(
    "select username from requests where email = $1",
    [email],
  );
  const dn = `uid=${made?.username},${LDAP.peopleDn}`;
  expect(await site.slapd?.whoami(dn, PASSWORD)).toMatchObject({ code: 0, stdout: `dn:${dn}\n` });
  expect(
    await site.database.query("select verified_by from identities where kind = 'email' and value = $1", [
      email,
    ]),
  ).toEqual([{ verified_by: "link" }]);
});

it("Someone else withdraws their request with the link that they get on the front page, and can apply again", async () => {
  const email = "otto@elsewhere.example";
  await apply(email, "Otto");
  await askOnPage(site, { email, path: "/status" });
  const browser = cookieBrowser();
  const own = await browser.open(urlIn(await untilEmail(site, email, "new-link"), "request"));
  await browser.send(url("/request"), { token: tokenOf(own.page), action: "withdraw" });
  await untilRequest(site, "Otto", { status: "withdrawn" });
  await untilEmail(site, email, "withdrawn");
  expect((await askOnPage(site, { email })).status).toBe(303);
  await site.sandbox.until(
    () =>
      site.mailCatcher.mails.filter(
        ({ to, messageId }) => to.includes(email) && messageId?.includes("apply-link"),
      )[1],
    "a second link",
  );
});
