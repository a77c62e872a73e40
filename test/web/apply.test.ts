import { afterAll, describe, expect, it } from "vitest";
import { adminCard, approveAsAdmin, openLink, pressAndFill, sendForm } from "../../dev/local-stack/people.ts";
import { cookieBrowser } from "../cookie-browser.ts";
import { importRows } from "../story/import-rows.ts";
import { astro, newSite } from "../story/new-site.ts";
import { emailsTo, eventsOf, untilEmail, untilRequest } from "../story/until.ts";
import { urlIn } from "../story/until-more.ts";
import { askOnPage, stampFrom } from "./ask-on-page.ts";

const otherGroups = [
  { name: "gpu-users", title: "GPU users", system: "ldap" },
  { name: "robots", title: "Robot lab", system: "ldap" },
] as unknown as object;
/** A project whose PI the site knows. */
const nmr = astro.replaceAll("astro", "nmr").replace("5001", "5002");
const site = await newSite({
  entries: `${astro}\n${nmr}`,
  publicForm: true,
  settings: { otherGroups, projects: { nmr: { pi: "curie@example.org" } } },
});
await site.start();
afterAll(() => site.stop());
const url = (path: string) => `${site.processes[0]?.url}${path}`;

const form = {
  givenName: "Xena",
  familyName: "Ypsilon",
  projectKind: "join",
  project: "astro",
  piEmail: "boss@elsewhere.example",
  reason: "Light curves.",
  username: "",
  pin: "4711",
};
const linkTo = async (email: string) => {
  await askOnPage(site, { email });
  return urlIn(await untilEmail(site, email, "apply-link"), "apply/form");
};
const tokenOf = (link: string) => new URL(link).searchParams.get("token") ?? "";
const submit = (link: string, fields: Partial<typeof form> = {}) =>
  sendForm(url("/apply/form"), new URLSearchParams({ token: tokenOf(link), ...form, ...fields }));
const countOf = async (table: string, where = "true") => {
  const [row] = await site.database.query<{ count: string }>(`select count(*) from ${table} where ${where}`);
  return Number(row?.count);
};

describe("The page that asks for an address", () => {
  it("shows the form again, with what was typed, if a program or a browser has filled in the hidden field", async () => {
    const answer = await askOnPage(site, {
      email: "bot@example.org",
      fields: { leave_blank: "x", language: "de" },
    });
    expect(answer.status).toBe(400);
    const page = await answer.text();
    expect(page).toContain('value="bot@example.org"');
    expect(page).toMatch(/<option value="de"[^>]* selected>/);
    expect(page).not.toContain('value="x"');
    expect(await countOf("form_links", "email = 'bot@example.org'")).toBe(0);
  });

  it("waits for someone who is too quick, and takes the same form a moment later", async () => {
    const shown = await (await fetch(url("/apply"), { headers: { accept: "text/html" } })).text();
    const [, stamp = ""] = /name="stamp" value="([^"]+)"/.exec(shown) ?? [];
    const quick = await askOnPage(site, { email: "quick@example.org", fields: { stamp } });
    expect(quick.status).toBe(400);
    const page = await quick.text();
    expect(page).toContain('value="quick@example.org"');
    expect(page).toContain(`value="${stamp}"`);
    expect((await askOnPage(site, { email: "quick@example.org" })).status).toBe(303);
  });

  it.each([
    ["open for more than a day", () => stampFrom(site, 25 * 3_600_000)],
    [
      "stamped by someone else",
      () => stampFrom({ env: { ACCT_SECRET_KEY: Buffer.alloc(32, 1).toString("base64") } }),
    ],
    ["without a stamp", () => ""],
    ["from the future", () => stampFrom(site, -3_600_000)],
  ])("asks to send a form again that is %s", async (_, stamp) => {
    const answer = await askOnPage(site, { email: "old@example.org", fields: { stamp: stamp() } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('value="old@example.org"');
    expect(await countOf("form_links", "email = 'old@example.org'")).toBe(0);
  });

  it("shows the form again for a text that isn't an address", async () => {
    const answer = await askOnPage(site, { email: "no <b> address" });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('value="no &lt;b&gt; address"');
  });

  it("answers the same whether or not it knows the address, and after too many emails", async () => {
    await importRows(
      site,
      [{ email: "known@example.org", givenName: "Known", existingProject: "astro" }],
      "--trusted",
    );
    await untilRequest(site, "Known", { waitsFor: "admin" });
    for (const path of ["/apply", "/status"] as const) {
      const answers = [];
      for (const email of ["known@example.org", "unknown@example.org"]) {
        for (let i = 0; i < 4; i++) {
          const answer = await askOnPage(site, { email, path, accept: "*/*", from: "192.0.2.9" });
          answers.push(`${answer.status} ${await answer.text()}`);
        }
      }
      expect(new Set(answers).size).toBe(1);
    }
    // Three emails a day, for whichever purpose.
    expect(emailsTo(site, "known@example.org", "apply-link")).toHaveLength(3);
    expect(emailsTo(site, "known@example.org", "new-link")).toHaveLength(0);
  });

  it("lets a class of forty behind one address in, and turns away a flood from it with its input kept", async () => {
    const ask = (i: number) => askOnPage(site, { email: `class${i}@example.org`, from: "2001:db8:7:7::1" });
    const statuses = await Promise.all(Array.from({ length: 40 }, async (_, i) => (await ask(i)).status));
    expect(new Set(statuses)).toEqual(new Set([303]));
    const more = await Promise.all(Array.from({ length: 61 }, async (_, i) => (await ask(40 + i)).status));
    expect(more.filter((status) => status === 303)).toHaveLength(60);
    const turned = await askOnPage(site, { email: "late@example.org", from: "2001:db8:7:7:ffff::2" });
    expect(turned.status).toBe(429);
    expect(await turned.text()).toContain('value="late@example.org"');
    expect((await askOnPage(site, { email: "late@example.org", from: "2001:db8:7:8::1" })).status).toBe(303);
  });
});

describe("The form", () => {
  it("opens as often as email programs open its link, and nothing happens", async () => {
    const link = await linkTo("scanned@example.org");
    for (let i = 0; i < 5; i++) expect((await fetch(link)).status).toBe(200);
    const opened = await openLink(link);
    expect(opened.status).toBe(200);
    expect(opened.url).toBe(url("/apply/form"));
    expect(await countOf("requests", "email = 'scanned@example.org'")).toBe(0);
  });

  it("keeps everything that was typed except the PIN if there are errors, and says what is wrong next to each field", async () => {
    const link = await linkTo("errors@example.org");
    const typed = {
      givenName: "Éva",
      project: "no such",
      username: "root",
      piEmail: "nobody",
      pin: "12",
      reason: "<b>",
    };
    const { status, page } = await submit(link, typed);
    expect(status).toBe(400);
    for (const field of ["project", "username", "piEmail", "pin"])
      expect(page).toContain(`id="${field}-problem"`);
    for (const value of ["Éva", "no such", "root", "nobody"]) expect(page).toContain(`value="${value}"`);
    expect(page).toContain("&lt;b&gt;</textarea>");
    expect(page).not.toContain('value="12"');
    expect((await submit(link, { piEmail: "" })).page).toContain('id="piEmail-problem"');
    expect((await submit(link, { project: "nowhere" })).page).toContain('id="project-problem"');
    expect(await countOf("requests", "email = 'errors@example.org'")).toBe(0);
  });

  it("offers the groups of the site, keeps what was checked, and the requester corrects it", async () => {
    const link = await linkTo("gina@example.org");
    const typed = { token: tokenOf(link), ...form, givenName: "Gina", familyName: "Groups" };
    const both = [...Object.entries(typed), ["groups", "gpu-users"], ["groups", "robots"]];
    const send = (fields: string[][]) => sendForm(url("/apply/form"), new URLSearchParams(fields as never));
    const wrong = await send([...both, ["project", "nowhere"]]);
    expect(wrong.status).toBe(400);
    for (const name of ["gpu-users", "robots"])
      expect(wrong.page).toMatch(new RegExp(`type="checkbox" name="groups" value="${name}" checked`));
    expect((await send(both)).status).toBe(200);
    await untilRequest(site, "Gina", { waitsFor: "admin" });
    const groupsOf = () =>
      site.database.query(
        "select details -> 'groups' as groups from requests where email = 'gina@example.org'",
      );
    expect(await groupsOf()).toEqual([{ groups: ["gpu-users", "robots"] }]);

    const browser = cookieBrowser();
    await browser.open(urlIn(await untilEmail(site, "gina@example.org", "received"), "request"));
    const shown = await browser.open(url("/request/correct"));
    expect(shown.page).toContain('value="robots" checked');
    const [, token = ""] = /name="token" value="([^"]+)"/.exec(shown.page) ?? [];
    await browser.send(url("/request/correct"), { ...typed, token, pin: "", groups: "robots" });
    await untilRequest(site, "Gina", { waitsFor: "admin" });
    expect(await groupsOf()).toEqual([{ groups: ["robots"] }]);
  });

  it("makes one request, however often it is sent", async () => {
    const link = await linkTo("twice@example.org");
    const names = { givenName: "Tina", familyName: "Twice" };
    const sent = await Promise.all([submit(link, names), submit(link, names), submit(link, names)]);
    for (const { status, url: at } of sent) expect([status, at]).toEqual([200, url("/request")]);
    expect(await countOf("requests", "email = 'twice@example.org'")).toBe(1);
    // The link, and a second one, lead to the request now.
    const visited = await cookieBrowser().open(link);
    expect([visited.status, visited.url]).toEqual([200, url("/request")]);
    await untilRequest(site, "Tina", { waitsFor: "admin" });
    const [requested] = await eventsOf(site, "Tina");
    expect(requested).toMatchObject({ kind: "requested", by: "Tina Twice" });
    expect(JSON.stringify(adminCard(site, "Tina Twice"))).toContain("public form");
    expect(emailsTo(site, "twice@example.org", "confirm-address")).toEqual([]);
    await untilEmail(site, "twice@example.org", "received");
  });

  it("no longer opens with a link that is too old, unknown, or was used to try out names", async () => {
    const link = await linkTo("tried@example.org");
    expect((await fetch(`${link}x`)).status).toBe(404);
    await site.database.query("update form_links set attempts = 29 where email = 'tried@example.org'");
    expect((await submit(link, { username: "root" })).status).toBe(400);
    expect((await submit(link)).status).toBe(410);
    const old = await linkTo("expired@example.org");
    await site.database.query("update form_links set expires_at = now() where email = 'expired@example.org'");
    expect((await fetch(old)).status).toBe(410);
    expect((await submit(old)).status).toBe(410);
  });

  it("is in the language that the person chose", async () => {
    await askOnPage(site, { email: "lang@example.org", fields: { language: "fr" } });
    const link = urlIn(await untilEmail(site, "lang@example.org", "apply-link"), "apply/form");
    expect((await openLink(link)).page).toContain('<html lang="fr">');
    await submit(link, { givenName: "Lang" });
    expect(await countOf("requests", "email = 'lang@example.org' and language = 'fr'")).toBe(1);
  });
});

describe("The page of a request from the form", () => {
  it("lets the requester correct their details until someone approves them, without the PIN", async () => {
    const link = await linkTo("cora@example.org");
    await submit(link, { givenName: "Cora", familyName: "Correct" });
    await untilRequest(site, "Cora", { waitsFor: "admin" });
    const browser = cookieBrowser();
    const own = await browser.open(urlIn(await untilEmail(site, "cora@example.org", "received"), "request"));
    expect(own.page).toContain('href="/request/correct"');
    const shown = await browser.open(url("/request/correct"));
    expect(shown.page).toContain('value="boss@elsewhere.example"');
    const [, token = ""] = /name="token" value="([^"]+)"/.exec(shown.page) ?? [];
    const fixed = {
      ...form,
      token,
      givenName: "Cora",
      familyName: "Correct",
      piEmail: "chief@elsewhere.example",
      pin: "",
    };
    const wrong = await browser.send(url("/request/correct"), { ...fixed, project: "" });
    expect([wrong.status, wrong.page.includes('value="chief@elsewhere.example"')]).toEqual([400, true]);
    expect((await browser.send(url("/request/correct"), fixed)).url).toBe(url("/request"));
    await untilRequest(site, "Cora", { waitsFor: "admin" });
    expect(
      await site.database.query(
        "select pi_email, pin_hash is not null as pin, details ->> 'addressConfirmedAt' is not null as confirmed from requests where email = 'cora@example.org'",
      ),
    ).toEqual([{ pi_email: "chief@elsewhere.example", pin: true, confirmed: true }]);

    await approveAsAdmin(site, "Cora");
    await untilRequest(site, "Cora", { waitsFor: "pi" });
    expect((await browser.open(url("/request/correct"))).url).toBe(url("/request"));
    const typed = { ...fixed, reason: "Light curves,\nand <spectra>.", pin: "4712", groups: "robots" };
    const late = await browser.send(url("/request/correct"), typed);
    expect(late.status).toBe(409);
    for (const kept of ["chief@elsewhere.example", "Light curves,\nand &lt;spectra&gt;.", "Robot lab"])
      expect(late.page).toContain(kept);
    expect(late.page).not.toContain("4712");
    expect(late.page).toContain('href="/request"');
    expect(late.page).not.toContain("<form");
  });

  it("shows the PI whom the requester entered, and not the one whom the site asks instead, until an admin chooses one", async () => {
    const link = await linkTo("nora@example.org");
    await submit(link, { givenName: "Nora", familyName: "Named", project: "nmr" });
    await untilRequest(site, "Nora", { waitsFor: "admin" });
    const pi = () => site.database.query("select pi_email from requests where email = 'nora@example.org'");
    expect(await pi()).toEqual([{ pi_email: "curie@example.org" }]);
    const browser = cookieBrowser();
    await browser.open(urlIn(await untilEmail(site, "nora@example.org", "received"), "request"));
    const shown = await browser.open(url("/request/correct"));
    expect(shown.page).toContain('value="boss@elsewhere.example"');
    expect(shown.page).not.toContain("curie@example.org");

    const [, token = ""] = /name="token" value="([^"]+)"/.exec(shown.page) ?? [];
    const again = { ...form, givenName: "Nora", familyName: "Named", project: "nmr", pin: "", token };
    expect((await browser.send(url("/request/correct"), { ...again, reason: "Spectra." })).status).toBe(200);
    await untilRequest(site, "Nora", { waitsFor: "admin" });
    const amended = (await eventsOf(site, "Nora")).filter(({ kind }) => kind === "amended");
    expect(JSON.stringify(amended)).not.toContain("curie");
    expect((await browser.open(url("/request/correct"))).page).toContain('value="boss@elsewhere.example"');

    await pressAndFill(site, "U0ADA", ["amend", "Nora Named"], { person: "U0HOPPER" });
    await expect.poll(pi).toEqual([{ pi_email: "hopper@example.org" }]);
    await untilRequest(site, "Nora", { waitsFor: "admin" });
    expect((await browser.open(url("/request/correct"))).page).toContain('value="hopper@example.org"');
  });

  it("is reached again from the front page, by the owner of the address alone", async () => {
    const link = await linkTo("sara@example.org");
    await submit(link, { givenName: "Sara", familyName: "Status" });
    await untilRequest(site, "Sara", { waitsFor: "admin" });
    await pressAndFill(site, "U0ADA", ["ask", "Sara Status"], { question: "Which software?" });
    await expect.poll(async () => (await eventsOf(site, "Sara")).map(({ kind }) => kind)).toContain("asked");
    await askOnPage(site, { email: "SARA@example.org", path: "/status" });
    const status = urlIn(await untilEmail(site, "sara@example.org", "new-link"), "request");
    const browser = cookieBrowser();
    expect((await browser.open(status)).page).toContain("Which software?");
    const token = tokenOf(status);
    await browser.send(url("/request"), { token, action: "answer", answer: "GROMACS." });
    await expect
      .poll(async () => (await eventsOf(site, "Sara")).map(({ kind }) => kind))
      .toContain("answered");
  });
});

it("Without the setting, there is no form, and the front page offers none", async () => {
  const other = await newSite({ withLdap: false });
  const { url: at } = await other.start();
  expect((await fetch(`${at}/apply`)).status).toBe(404);
  expect((await fetch(`${at}/apply/form?token=x`)).status).toBe(404);
  expect(await (await fetch(at)).text()).not.toContain('href="/apply"');
  expect((await fetch(`${at}/status`)).status).toBe(200);
  await other.stop();
});

describe("If people can ask for other groups", () => {
  const groups = ["gpu-users", "robots"];

  it("the form has a box for each, and the page for corrections shows which ones were chosen", async () => {
    const withGroups = await newSite({
      entries: astro,
      publicForm: true,
      settings: {
        otherGroups: groups.map((name) => ({
          name,
          title: `The ${name}`,
          system: "ldap",
        })) as unknown as object,
      },
    });
    try {
      await withGroups.start();
      const at = (path: string) => `${withGroups.processes[0]?.url}${path}`;
      const email = "gina@elsewhere.example";
      await askOnPage(withGroups, { email });
      const browser = cookieBrowser();
      const shown = await browser.open(
        urlIn(await untilEmail(withGroups, email, "apply-link"), "apply/form"),
      );
      expect(shown.page.match(/type="checkbox" name="groups"/g)).toHaveLength(2);
      const [, token = ""] = /name="token" value="([^"]+)"/.exec(shown.page) ?? [];
      const send = (fields: readonly [string, string][]) =>
        fetch(at("/apply/form"), {
          method: "POST",
          redirect: "manual",
          body: new URLSearchParams([["token", token], ...Object.entries(form), ...fields]),
        });
      const wrong = await send([
        ["pin", "no"],
        ["groups", "robots"],
      ]);
      expect(await wrong.text()).toMatch(/value="robots" checked/);
      expect((await send(groups.map((name): [string, string] => ["groups", name]))).status).toBe(200);
      await untilRequest(withGroups, "Xena", { waitsFor: "admin" });
      const [row] = await withGroups.database.query<{ groups: string[] }>(
        "select details -> 'groups' as groups from requests",
      );
      expect(row?.groups).toEqual(groups);
      const own = await cookieBrowser().open(
        urlIn(await untilEmail(withGroups, email, "received"), "request").replace(
          "/request?",
          "/request/correct?",
        ),
      );
      expect(own.page.match(/value="(gpu-users|robots)" checked/g)).toHaveLength(2);
    } finally {
      await withGroups.stop();
    }
  });
});
