import { afterAll, describe, expect, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import { startOidc } from "../../dev/local-stack/oidc.ts";
import { approveAsAdmin, approveAsPi, readText } from "../../dev/local-stack/people.ts";
import { cookieBrowser } from "../cookie-browser.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";
import { answerToCommand, requestAbout, urlIn } from "./until-more.ts";

const port = await freePort();
const publicUrl = `http://127.0.0.1:${port}`;
const provider = await startOidc(`${publicUrl}/login/callback`);
const site = await newSite({
  withLdap: false,
  settings: {
    csv: { trusted: false },
    oidc: { issuer: provider.issuer, clientId: provider.client.id },
  },
  variables: { PORT: String(port), PUBLIC_URL: publicUrl, OIDC_CLIENT_SECRET: provider.client.secret },
});
const acct = await site.start({ PORT: String(port) });
afterAll(() => Promise.all([site.stop(), provider.stop()]));

/** Imports a row for this person and opens the link that they are sent. */
async function openedLink(name: string) {
  const email = `${name.toLowerCase()}@example.org`;
  await importRows(site, [{ email, givenName: name, existingProject: `${name}s-project`.toLowerCase() }]);
  const browser = cookieBrowser();
  const page = await browser.open(urlIn(await untilEmail(site, email, "confirm-address"), "confirm"));
  expect(page).toMatchObject({ status: 200, url: `${publicUrl}/confirm` });
  expect(page.page).toContain('href="/login"');
  await expect.poll(() => waitsFor(name)).toBe("address");
  return { email, browser };
}
const waitsFor = async (name: string) =>
  (await requestAbout<{ waits: string | null }>(site, name, "waits_for as waits")).waits;
const logins = () =>
  site.database.query<{ value: string; by: string }>(
    "select value, verified_by as by from identities where kind = 'login' order by id",
  );

describe("Someone who follows the link in our email", () => {
  it("can sign in instead of pressing the button, and is known by issuer and subject from then on", async () => {
    const { email, browser } = await openedLink("Amelia");
    provider.signInAs("amelia-1", { email, email_verified: true });
    expect(await browser.open(`${publicUrl}/login`)).toMatchObject({
      status: 200,
      url: `${publicUrl}/confirm`,
    });
    await approveAsAdmin(site, "Amelia");
    await approveAsPi(site, "Amelia");
    await untilEmail(site, email, "created");
    expect(await logins()).toEqual([{ value: `${provider.issuer} amelia-1`, by: "login" }]);
  });

  it.each([
    ["another address", { email: "someone@example.org", email_verified: true }],
    ["an address that isn't verified", { email: "beata@example.org", email_verified: false }],
    ["an address about which the provider says nothing", { email: "beata@example.org" }],
  ])("confirms nothing by signing in with %s", async (what, claims) => {
    const name = `Beata${what.length}`;
    const { browser } = await openedLink(name);
    provider.signInAs(`beata-${what.length}`, claims);
    expect(await browser.open(`${publicUrl}/login`)).toMatchObject({ status: 403 });
    expect(await waitsFor(name)).toBe("address");
    expect(await logins()).toHaveLength(1);
  });

  it("is known by their login whatever its address is now, and gets no second account", async () => {
    const { browser } = await openedLink("Carla");
    provider.signInAs("amelia-1", { email: "married@example.org", email_verified: true });
    expect(await browser.open(`${publicUrl}/login`)).toMatchObject({ status: 200 });
    expect((await untilEmail(site, "carla@example.org", "refused")).text).toContain("aypsilon");
  });
});

it("A browser that comes back from the provider without having left from here confirms nothing", async () => {
  const { email, browser } = await openedLink("Dinah");
  provider.signInAs("dinah-1", { email, email_verified: true });
  const back = (url: string) => url.startsWith(`${publicUrl}/login/callback`);
  const attackers = cookieBrowser();
  expect(await attackers.open(`${publicUrl}/login`)).toMatchObject({ status: 400 });
  const own = await browser.open(`${publicUrl}/login`, back);
  // Another browser with the same link has its own state.
  const other = cookieBrowser();
  await other.open(urlIn(await untilEmail(site, email, "confirm-address"), "confirm"));
  await other.open(`${publicUrl}/login`, (url) => !url.startsWith(publicUrl));
  expect(await other.open(own.url)).toMatchObject({ status: 400 });
  expect(await waitsFor("Dinah")).toBe("address");
  expect(await browser.open(own.url)).toMatchObject({ status: 200 });
  await untilRequest(site, "Dinah", { waitsFor: "admin" });
});

describe("Someone in the chat", () => {
  const linkFor = async (user: string) => {
    const answer = readText(await answerToCommand(site, user, "C0GENERAL", "/acct signin"));
    return /http\S+signin\?token=[\w-]+/.exec(answer)?.[0] ?? "";
  };

  it("links their sign-in with a link of their own, on a page that names them, and it confirms their account", async () => {
    await importRows(site, [
      { email: "amelia.b@example.org", givenName: "Berta", existingProject: "bertas" },
    ]);
    const opened = cookieBrowser();
    await opened.open(urlIn(await untilEmail(site, "amelia.b@example.org", "confirm-address"), "confirm"));
    provider.signInAs("berta-1", { email: "amelia.b@example.org", email_verified: true });
    await opened.open(`${publicUrl}/login`);
    await approveAsAdmin(site, "Berta");
    await approveAsPi(site, "Berta");
    await untilEmail(site, "amelia.b@example.org", "created");

    const url = await linkFor("U0BEN");
    const browser = cookieBrowser();
    const shown = await browser.open(url);
    expect(shown).toMatchObject({ status: 200, url: `${publicUrl}/signin` });
    expect(shown.page).toContain("Ben Birch");
    expect(await browser.open(`${publicUrl}/signin/start`)).toMatchObject({ status: 200 });
    const links = () =>
      site.database.query(
        "select state, verified_by as by from identities where kind = 'chat' and value = 'slack:U0BEN'",
      );
    expect(await links()).toEqual([{ state: "active", by: "login" }]);
    await untilEmail(site, "amelia.b@example.org", "account-linked");
    expect(await browser.open(`${publicUrl}/signin`)).toMatchObject({ status: 410 });
  });

  it("can't link the sign-in of someone else, and a browser without the link links nothing", async () => {
    provider.signInAs("berta-1", { email: "amelia.b@example.org", email_verified: true });
    const browser = cookieBrowser();
    await browser.open(await linkFor("U0ZOE"));
    expect(await browser.open(`${publicUrl}/signin/start`)).toMatchObject({ status: 409 });
    expect(await cookieBrowser().open(`${publicUrl}/signin/start`)).toMatchObject({ status: 410 });
  });
});

it("While the provider is away, people read that nothing has changed, and doctor and /readyz name it", async () => {
  await provider.down();
  const { browser } = await openedLink("Edith");
  // A process that has known the provider sends the browser there for a while.
  await acct.stop();
  const second = await site.start({ PORT: String(port) });
  const { status, page } = await browser.open(`${publicUrl}/login`);
  expect(status).toBe(503);
  expect(page).toContain("Nothing has changed.");
  expect((await site.run("doctor")).stdout).toMatch(/^\S+ +sign-in: .*can't be used/m);
  await expect.poll(async () => (await fetch(`${second.url}/readyz`)).status).toBe(503);
  expect(await (await fetch(`${second.url}/readyz`)).json()).toMatchObject({
    dependencies: expect.arrayContaining([expect.objectContaining({ name: "sign-in", ok: false })]),
  });
  await provider.up();
});
