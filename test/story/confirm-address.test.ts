import { afterAll, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  approveAsPi,
  BROWSER,
  mailsTo,
  openLink,
} from "../../dev/local-stack/people.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, eventsOf, untilEmail, untilRequest } from "./until.ts";
import { requestAbout, urlIn } from "./until-more.ts";

const site = await newSite({ withLdap: false, settings: { csv: { trusted: false } } });
await site.start();
afterAll(() => site.stop());

const stateOf = (about: string) =>
  requestAbout<{ waitsFor: string | null; stage: string }>(site, about, 'waits_for as "waitsFor", stage');
const untilWaitingFor = (about: string, waitsFor: string) =>
  expect.poll(async () => (await stateOf(about)).waitsFor).toBe(waitsFor);
const linkTo = async (address: string) =>
  urlIn(await untilEmail(site, address, "confirm-address"), "confirm");
const confirm = (link: string, headers: Record<string, string> = {}) =>
  fetch(new URL("/confirm", link), {
    method: "POST",
    headers,
    body: new URLSearchParams({ token: new URL(link).searchParams.get("token") ?? "" }),
    redirect: "manual",
  });

it("Admins see a request from a file only after the owner of the address has confirmed it", async () => {
  await importRows(site, [{ email: "xena@example.org", givenName: "Xena", existingProject: "geo" }]);
  const link = await linkTo("xena@example.org");
  await untilWaitingFor("Xena", "address");
  // One email at a time: that the request was received follows when the address is confirmed.
  const templatesFor = () =>
    mailsTo(site, "xena@example.org", /./).map(
      ({ messageId }) => /confirm-address|received/.exec(messageId ?? "")?.[0],
    );
  expect(templatesFor()).toEqual(["confirm-address"]);

  // Email programs open links on their own.
  for (let i = 0; i < 3; i++) expect((await openLink(link)).status).toBe(200);
  expect(await stateOf("Xena")).toMatchObject({ waitsFor: "address", stage: "verify-identity" });
  expect(adminCard(site, "Xena Ypsilon")).toBeUndefined();

  expect((await confirm(link)).status).toBe(200);
  await untilRequest(site, "Xena", { waitsFor: "admin" });
  await untilEmail(site, "xena@example.org", "received");
  expect(templatesFor()).toEqual(["confirm-address", "received"]);
  expect((await eventsOf(site, "Xena")).map(({ kind }) => kind)).toContain("address-confirmed");
  // A person who opens or submits the page again reads that it is done.
  expect((await confirm(link)).status).toBe(200);
  expect((await openLink(link)).status).toBe(200);
  expect((await eventsOf(site, "Xena")).filter(({ kind }) => kind === "address-confirmed")).toHaveLength(1);
});

it("The address of the new account is known to be confirmed by a link", async () => {
  await approveAsAdmin(site, "Xena");
  await approveAsPi(site, "Xena");
  await untilEmail(site, "xena@example.org", "created");
  expect(
    await site.database.query("select value, verified_by from identities where kind = 'email'"),
  ).toContainEqual({ value: "xena@example.org", verified_by: "link" });
});

it("A browser is led to the page without the token in its address, also after the form", async () => {
  await importRows(site, [{ email: "yana@example.org", givenName: "Yana", existingProject: "geology" }]);
  const link = await linkTo("yana@example.org");
  await untilWaitingFor("Yana", "address");
  const opened = await fetch(link, { headers: BROWSER, redirect: "manual" });
  expect(opened).toMatchObject({ status: 303 });
  expect(opened.headers.get("location")).toBe("/confirm");
  const sent = await confirm(link, BROWSER);
  expect(sent).toMatchObject({ status: 303 });
  expect(sent.headers.get("location")).toBe("/confirm");
  await untilRequest(site, "Yana", { waitsFor: "admin" });
});

it("A link that was changed, or whose request has ended, confirms nothing", async () => {
  await importRows(site, [{ email: "zora@example.org", givenName: "Zora", existingProject: "biology" }]);
  const link = await linkTo("zora@example.org");
  await untilWaitingFor("Zora", "address");
  expect((await confirm(`${link}x`)).status).toBe(404);
  expect((await confirm(link.replace(/token=\d+/, "token=1"))).status).toBe(404);
  // The link to a request is not the link to confirm an address.
  const other = urlIn(await untilEmail(site, "yana@example.org", "received"), "request");
  expect((await confirm(other.replace("/request", "/confirm"))).status).toBe(404);

  await site.database.query(
    "update requests set status = 'refused', waits_for = null, run_at = null where email = 'zora@example.org'",
  );
  expect((await confirm(link)).status).toBe(410);
  expect(adminCard(site, "Zora Ypsilon")).toBeUndefined();
});

it("No one has to confirm an address from a file that the operator trusts", async () => {
  await importRows(
    site,
    [{ email: "trudy@example.org", givenName: "Trudy", existingProject: "trust" }],
    "--trusted",
  );
  await untilRequest(site, "Trudy", { waitsFor: "admin" });
  expect(mailsTo(site, "trudy@example.org", /./).map(({ messageId }) => messageId)).not.toContainEqual(
    expect.stringContaining("confirm-address"),
  );
});

it("A newer answer of the same person is confirmed again, because they confirmed other answers", async () => {
  const row = { email: "eve@example.org", givenName: "Eve", existingProject: "eve" };
  await importRows(site, [{ ...row, timestamp: "2026-11-20 10:00:00" }]);
  await confirm(await linkTo(row.email));
  await untilRequest(site, "Eve", { waitsFor: "admin" });
  await importRows(site, [{ ...row, timestamp: "2026-11-21 10:00:00" }]);
  await untilWaitingFor("Eve", "address");
  await site.sandbox.until(() => emailsTo(site, row.email, "confirm-address")[1], "a second link");
  await confirm(await linkTo(row.email));
  await untilRequest(site, "Eve", { waitsFor: "admin" });
});
