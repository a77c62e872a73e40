import { afterAll, expect, it } from "vitest";
import { approveAsAdmin, fill, hasButton, PIN, press, readText } from "../../dev/local-stack/people.ts";
import { cookieBrowser } from "../cookie-browser.ts";
import { askOnPage } from "../web/ask-on-page.ts";
import { astro, newSite } from "./new-site.ts";
import { eventsOf, untilDirectMessage, untilEmail, untilRequest } from "./until.ts";
import { answerToCommand, requestAbout, untilButton, urlIn } from "./until-more.ts";

const site = await newSite({
  entries: astro,
  settings: { approvals: { account: ["admin", "pi"] }, projects: { astro: { pi: "hopper@example.org" } } },
});
const { sandbox } = site;
afterAll(() => site.stop());
await site.start();

/** Opens the form for someone else with the command, and submits it. */
async function requestFor(user: string, person: string, values: Record<string, string>) {
  await sandbox.command({ user, channel: "C0GENERAL", text: `/acct request ${person}` });
  return fill(site, user, { project: "astro", reason: "The new telescope.", ...values });
}

it("A PI requests an account for someone, who confirms it and chooses a PIN; the PI isn't asked again", async () => {
  expect(await requestFor("U0HOPPER", "@amy", {})).toBe("closed");
  const asked = await untilButton(site, "U0AMY", "confirm-request");
  for (const words of ["Henrik Hopper", "astro", "The new telescope."])
    expect(readText(asked)).toContain(words);
  expect(
    await requestAbout(site, "Amy Ash", 'status, waits_for as "waitsFor", pin_hash as pin'),
  ).toMatchObject({
    status: "waiting",
    waitsFor: "confirmation",
    pin: null,
  });

  await press(site, "U0AMY", "confirm-request", "", "D0AMY");
  expect(await fill(site, "U0AMY", { pin: "12" })).toBe("errors");
  expect(await fill(site, "U0AMY", { pin: PIN, username: "amyash" })).toBe("closed");
  await untilDirectMessage(site, "U0HOPPER", "opener-told");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  expect(await eventsOf(site, "Amy Ash")).toMatchObject([
    { kind: "requested", by: "Henrik Hopper" },
    { kind: "waiting" },
    { kind: "confirmed", by: "Amy Ash" },
    { kind: "stage-done" },
    { kind: "waiting" },
  ]);
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "password" });
  const approvals = await site.database.query(
    "select name, actor from approvals where superseded_at is null order by id",
  );
  expect(approvals).toEqual([
    { name: "pi", actor: "slack:U0HOPPER" },
    { name: "admin", actor: "slack:U0ADA" },
  ]);
  expect(await site.slapd?.search("(uid=amyash)")).toContain("uid: amyash");
});

it("An admin requests one for someone who declines: the admin is told, and no one is asked to approve it", async () => {
  expect(await requestFor("U0ADA", "@ben", { projectKind: "join", pi: "U0HOPPER" })).toBe("closed");
  await press(site, "U0BEN", "decline-request", "", "D0BEN");
  await untilDirectMessage(site, "U0ADA", "opener-told");
  expect(await requestAbout(site, "Ben", "status")).toMatchObject({ status: "withdrawn" });
  await sandbox.until(
    () => !sandbox.messages("U0BEN").some((one) => hasButton(one, "confirm-request")),
    "the question to lose its buttons",
  );
  expect((await eventsOf(site, "Ben")).map(({ kind }) => kind)).toEqual(["requested", "waiting", "declined"]);
});

it("Whoever can't answer in the chat confirms on a page with the link of an email, and another one declines there", async () => {
  const pageOf = async (email: string) => {
    await askOnPage(site, { email, path: "/status" });
    const browser = cookieBrowser();
    const shown = await browser.open(urlIn(await untilEmail(site, email, "new-link"), "request"));
    return { browser, shown, token: /name="token" value="([^"]+)"/.exec(shown.page)?.[1] ?? "" };
  };
  const url = (path: string) => `${site.processes[0]?.url}${path}`;
  expect(await requestFor("U0HOPPER", "@zoe", {})).toBe("closed");
  await untilButton(site, "U0ZOE", "confirm-request");
  const zoe = await pageOf("zoe@example.org");
  expect(zoe.shown.page).toContain('href="/request/confirm"');
  const form = await zoe.browser.open(url("/request/confirm"));
  expect(form.page).toContain("Henrik Hopper");
  const names = { token: zoe.token, givenName: "Zoë", familyName: "O’Neill", username: "zoneill" };
  const wrong = await zoe.browser.send(url("/request/confirm"), { ...names, pin: "12" });
  expect([wrong.status, wrong.page.includes('value="zoneill"')]).toEqual([400, true]);
  const right = await zoe.browser.send(url("/request/confirm"), { ...names, pin: PIN });
  expect(right.url).toBe(url("/request"));
  await untilRequest(site, "Zoë", { waitsFor: "admin" });
  expect(await requestAbout(site, "Zoë", "family_name as name, pin_hash is not null as pin")).toMatchObject({
    name: "O’Neill",
    pin: true,
  });

  expect(await requestFor("U0HOPPER", "@layla", {})).toBe("closed");
  await untilButton(site, "U0LAYLA", "confirm-request");
  const layla = await pageOf("layla@example.org");
  await layla.browser.send(url("/request/decline"), { token: layla.token });
  expect(await requestAbout(site, "ليلى", "status")).toMatchObject({ status: "withdrawn" });
  expect((await layla.browser.open(url("/request/confirm"))).url).toBe(url("/request"));
});

it("Someone who leads nothing can't request accounts for others, and a typed name is no person", async () => {
  for (const [user, text] of [
    ["U0NOETHER", "/acct request @ben"],
    ["U0ADA", "/acct request ben"],
  ] as const) {
    const answer = await answerToCommand(site, user, "C0GENERAL", text);
    expect(readText(answer)).not.toBe("");
  }
  expect(sandbox.modal("U0NOETHER")).toBeUndefined();
});
