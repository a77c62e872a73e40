import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { startOpenStack } from "../../dev/local-stack/openstack.ts";
import { approveAsAdmin, ask, fill, readText } from "../../dev/local-stack/people.ts";
import { newSite } from "./new-site.ts";
import { untilEmail, untilRequest } from "./until.ts";
import { hasAction, untilButton, untilHome, urlIn } from "./until-more.ts";

const cloud = await startOpenStack({ folder: join(inject("folder"), "quotas-for-a-pi") });
const ABSENT = "absent@elsewhere.example";
const site = await newSite({
  withLdap: false,
  variables: { OPENSTACK_PASSWORD: cloud.keystone.admin.password },
  settings: {
    openstack: { authUrl: cloud.keystone.url, username: cloud.keystone.admin.username },
    approvals: { account: ["admin"], quota: ["pi"] },
    projects: { astro: { pi: "hopper@example.org" }, geo: { pi: ABSENT } },
  },
});
const { sandbox } = site;
afterAll(async () => {
  await site.stop();
  await cloud.stop();
});
await site.start();

const UNTIL = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
/** People read the day written out. */
const UNTIL_IN_WORDS = new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(
  new Date(UNTIL),
);
const NUMBERS = ["cores 20 → 40", "RAM (GB) 50 → 100", UNTIL_IN_WORDS];

async function wish(user: string, name: string, project: string): Promise<void> {
  expect(await ask(site, user, { project })).toBe("closed");
  await approveAsAdmin(site, name);
  await untilRequest(site, name, { waitsFor: "password" });
  await sandbox.command({ user, channel: "C0GENERAL", text: `/acct quota ${project}` });
  // While acct reads the current numbers, another form is open.
  await sandbox.until(() => sandbox.modal(user)?.content.callback_id === "request-quota", "the form itself");
  const values = { cores: "40", ram: "100", until: UNTIL, reason: "A course." };
  expect(await fill(site, user, values)).toBe("closed");
}

it("A PI in the chat sees the numbers to approve in the message and on Home", async () => {
  await wish("U0AMY", "Amy Ash", "astro");
  const card = readText(await untilButton(site, "U0HOPPER", "approve", "astro"));
  const { text: home } = await untilHome(site, "U0HOPPER", ({ view }) => hasAction(view, "approve"));
  for (const number of NUMBERS) {
    expect(card).toContain(number);
    expect(home).toContain(number);
  }
});

it("A PI who is not in the chat sees the numbers to approve in the email and on the page", async () => {
  await wish("U0BEN", "Ben Birch", "geo");
  const mail = await untilEmail(site, ABSENT, "pi-approval");
  const page = await (await fetch(urlIn(mail, "decide"))).text();
  for (const number of NUMBERS) expect(mail.text).toContain(number);
  for (const number of NUMBERS) expect(page).toContain(number);
});
