import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { approveAsAdmin, readText } from "../../dev/local-stack/people.ts";
import { cookieBrowser } from "../cookie-browser.ts";
import { untilEmail, untilRequest } from "../story/until.ts";
import { untilEmailAbout, urlIn } from "../story/until-more.ts";
import { aProjectSite, isInGroup, post, rosterTokenOf } from "./a-project-site.ts";

const site = await aProjectSite(["fay", "hal", "ivy"]);
const { database } = site;
beforeAll(async () => {
  await site.start();
});
afterAll(() => site.stop());
const url = (path: string) => `${site.processes[0]?.url}${path}`;
const at = (username: string) => `${username}@example.org`;
const fieldIn = (page: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]+)"`).exec(page)?.[1] ?? "";

/** Opens the page of optics, and from there the form for a new project. */
async function openForm(username: string) {
  const browser = cookieBrowser();
  const project = await browser.open(url(`/project?token=${await rosterTokenOf(site, at(username))}`));
  const [, link = ""] = /href="(\/project\/new[^"]*)"/.exec(project.page) ?? [];
  const form = await browser.open(url(link));
  expect([form.status, form.url]).toEqual([200, url("/project/new")]);
  const ids = { token: fieldIn(form.page, "token"), form: fieldIn(form.page, "form") };
  return { browser, ids };
}
const requestsFor = (project: string) =>
  database.query<{ status: string; email: string }>(
    "select status, email from requests where kind = 'project' and project = $1 order by id",
    [project],
  );

it("Someone with an account founds a project on the web: what they typed survives an error, and they follow the request to the end", async () => {
  const { browser, ids } = await openForm("fay");
  const typed = { project: "optics", description: "Rocks <b>that</b> fell", piEmail: "" };
  const wrong = await browser.send(url("/project/new"), { ...ids, ...typed });
  expect(wrong.status).toBe(400);
  expect(wrong.page).toContain('value="optics"');
  expect(wrong.page).toContain("Rocks &lt;b&gt;that&lt;/b&gt; fell");
  expect(wrong.page).toContain(ids.form);
  expect(await requestsFor("optics")).toEqual([]);
  const sent = await browser.send(url("/project/new"), { ...ids, ...typed, project: "meteors" });
  expect([sent.status, sent.url]).toEqual([200, url("/request")]);
  expect(sent.page).toContain('role="status"');
  const card = readText(await untilRequest(site, "meteors", { waitsFor: "admin" }));
  expect(card).toContain("the web form for new projects");
  expect(card).toMatch(/LDAP: group meteors \(new\)/);
  await untilEmail(site, at("fay"), "received");
  await approveAsAdmin(site, "meteors");
  await untilEmail(site, at("fay"), "joined");
  expect(await isInGroup(site, "fay", "meteors")).toBe(true);
  expect(
    await database.query(
      "select m.role from memberships m join projects p on p.id = m.project_id join accounts a on a.id = m.account_id where p.name = 'meteors' and a.username = 'fay'",
    ),
  ).toEqual([{ role: "pi" }]);
});

it("A PI who is named by address is asked by email, and leads the project", async () => {
  const { browser, ids } = await openForm("hal");
  const pi = "boss@elsewhere.example";
  await browser.send(url("/project/new"), { ...ids, project: "comets", description: "Tails", piEmail: pi });
  await untilRequest(site, "comets", { waitsFor: "admin" });
  await approveAsAdmin(site, "comets");
  const asked = await cookieBrowser().open(
    urlIn(await untilEmailAbout(site, pi, "pi-approval", "comets"), "decide"),
  );
  await cookieBrowser().send(url("/decide"), { token: fieldIn(asked.page, "token"), verdict: "approved" });
  await untilEmail(site, at("hal"), "joined");
  expect(
    await database.query(
      "select p.email, m.role from projects j join memberships m on m.project_id = j.id join people p on p.id = m.person_id where j.name = 'comets' order by 1",
    ),
  ).toEqual([
    { email: pi, role: "pi" },
    { email: at("hal"), role: "member" },
  ]);
});

it("A form that is sent several times at once makes one request, and so does the same wish in another form", async () => {
  const { ids } = await openForm("ivy");
  const fields = { ...ids, project: "geodes", description: "Hollow rocks" };
  const sent = await Promise.all([1, 2, 3].map(() => post(site, "/project/new", fields)));
  for (const one of sent) expect(one).toMatchObject({ status: 303, next: "/request" });
  expect(await post(site, "/project/new", { ...fields, form: randomUUID() })).toMatchObject({ status: 303 });
  expect(await requestsFor("geodes")).toMatchObject([{ email: at("ivy") }]);
});

it("Someone else who asks for the same name waits, and gets no request of the first by naming its form", async () => {
  const { ids: first } = await openForm("ivy");
  const { browser, ids } = await openForm("hal");
  await post(site, "/project/new", { ...first, project: "caves", description: "Dark" });
  const sent = await browser.send(url("/project/new"), {
    ...{ ...ids, form: first.form, project: "caves", description: "Deep" },
  });
  expect(sent.url).toBe(url("/request"));
  expect(await requestsFor("caves")).toMatchObject([{ email: at("ivy") }, { email: at("hal") }]);
  await untilEmail(site, at("hal"), "waiting-for-project");
});

it("A PI without an account sees no link to the form, and reads why if they open it", async () => {
  const token = await rosterTokenOf(site, "hopper@example.org");
  const browser = cookieBrowser();
  expect((await browser.open(url(`/project?token=${token}`))).page).not.toContain("/project/new");
  expect((await browser.open(url("/project/new"))).status).toBe(403);
  const fields = { token, form: randomUUID(), project: "moons", description: "Round" };
  expect((await post(site, "/project/new", fields)).status).toBe(403);
  expect(await requestsFor("moons")).toEqual([]);
});
