import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { startOpenStack } from "../../dev/local-stack/openstack.ts";
import { approveAsAdmin, approveAsPi, ask, hasButton, readText } from "../../dev/local-stack/people.ts";
import { startSheets } from "../../dev/local-stack/sheets/start-sheets.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { QUOTA_HEADINGS } from "../pipeline/sheets/sheet-desk.ts";
import { aMinuteLater } from "./later-in-a-sheet.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, untilEmail, untilRequest } from "./until.ts";

const TAB = "Form Responses 1";
const [cloud, sheets] = await Promise.all([
  startOpenStack({ folder: join(inject("folder"), "openstack-of-rows") }),
  startSheets(),
]);
const account = sheets.account("acct");
const made = sheets.create({
  title: "Quota requests",
  timeZone: "Europe/Berlin",
  tabs: { [TAB]: { headings: QUOTA_HEADINGS, isForm: true, frozenRowCount: 1 }, "Processed Requests": {} },
  shareWith: [account],
});
const site = await newSite({
  withLdap: false,
  variables: {
    OPENSTACK_PASSWORD: cloud.keystone.admin.password,
    GOOGLE_SERVICE_ACCOUNT_JSON: JSON.stringify(account.key()),
    SHEETS_API_URL: sheets.url,
  },
  settings: {
    openstack: { authUrl: cloud.keystone.url, username: cloud.keystone.admin.username },
    sheets: { quotas: { id: made.id, trusted: true } },
    times: { closeAfter: "0s" },
  },
});
afterAll(async () => {
  await site.stop();
  await Promise.all([cloud.stop(), sheets.stop()]);
});

beforeAll(async () => {
  await site.start();
  for (const [user, name] of [
    ["U0AMY", "Amy Ash"],
    ["U0BEN", "Ben Birch"],
  ] as const) {
    await ask(site, user);
    await approveAsAdmin(site, name);
    await approveAsPi(site, name);
    await untilRequest(site, name, { waitsFor: "password" });
  }
}, 300_000);

const CHANGES = ["instances 10 → 600", "RAM (GB) 50 → 128", "ports 500 → 905"];

it("A row of the quota sheet changes quotas until its day: gigabytes are megabytes in Nova alone, ports are adjusted, and each member gets the old and new numbers", async () => {
  const local = new Date().toISOString().slice(0, 19);
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  made.submit(
    TAB,
    {
      "Email Address": "amy@example.org",
      "First name": "Amy",
      Project: "ASTRO",
      "Type of Increase": "Temp",
      "End Date": until,
      Instances: "600",
      RAM: "128 GB",
      Comments: "A course.",
    },
    local,
  );
  await aMinuteLater(site);

  const card = await site.sandbox.until(
    () =>
      site.sandbox
        .messages(ADMIN_CHANNEL)
        .findLast((one) => readText(one).includes("A course.") && hasButton(one, "approve")),
    "the card",
    60_000,
  );
  for (const change of CHANGES) expect(readText(card)).toContain(change);
  await site.sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" });

  const mail = await untilEmail(site, "amy@example.org", "quota-set");
  const copy = await untilEmail(site, "ben@example.org", "quota-set");
  for (const { text } of [mail, copy]) {
    for (const change of CHANGES) expect(text).toContain(change);
    expect(text).toContain(String(new Date(until).getUTCFullYear()));
    expect(text).not.toContain("131072");
  }
  expect(await quotasOf("compute", "/os-quota-sets", "quota_set")).toMatchObject({
    ram: 131_072,
    instances: 600,
  });
  expect(await quotasOf("network", "/v2.0/quotas", "quota")).toMatchObject({ port: 905 });

  await expect
    .poll(
      async () => {
        await aMinuteLater(site);
        return made.rows(TAB).flat();
      },
      { interval: 2000 },
    )
    .not.toContain("ASTRO");
  const [, moved, ...others] = made.rows("Processed Requests");
  expect(others).toEqual([]);
  expect(moved?.[QUOTA_HEADINGS.indexOf("Approved")]).toBe("Approved");
  expect(moved?.[QUOTA_HEADINGS.indexOf("RAM")]).toBe("128 GB");
  expect(emailsTo(site, "amy@example.org", "quota-set")).toHaveLength(1);
}, 300_000);

/** What a service of OpenStack says itself about the quotas of astro. */
async function quotasOf(service: string, path: string, key: string): Promise<object | undefined> {
  const keystone = keystoneClient({
    authUrl: cloud.keystone.url,
    ...cloud.keystone.admin,
    project: "admin",
    domain: "Default",
    interface: "public",
    maxConcurrent: 1,
  });
  const { projects } = await keystone.get<{ projects: { id: string }[] }>("/projects?name=astro");
  const url = `${await keystone.endpoint(service)}${path}/${projects[0]?.id}`;
  return (await keystone.get<Record<string, object>>(url))[key];
}
