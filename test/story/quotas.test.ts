import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { freePort } from "../../dev/local-stack/child.ts";
import { startHttpTap } from "../../dev/local-stack/http-tap.ts";
import { startOpenStack } from "../../dev/local-stack/openstack.ts";
import { approveAsAdmin, approveAsPi, ask, fill, hasButton, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { openStackQuotas } from "../../src/provisioners/openstack/open-stack-quotas.ts";
import { formatDay } from "../../src/view/languages.ts";
import { changeRequests } from "./change-requests.ts";
import { newSite } from "./new-site.ts";
import { emailsTo, untilDirectMessage, untilEmail, untilRequest } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

const cloud = await startOpenStack({ folder: join(inject("folder"), "openstack") });
const config = {
  authUrl: cloud.keystone.url,
  ...cloud.keystone.admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxConcurrent: 4,
};
const eye = openStackQuotas(config);
/** A project that is found by its name alone. */
const named = (name: string) => ({ name, adopted: true });
const site = await newSite({
  withLdap: false,
  variables: { OPENSTACK_PASSWORD: cloud.keystone.admin.password },
  settings: {
    openstack: { authUrl: cloud.keystone.url, username: cloud.keystone.admin.username },
    // One change of a project's quotas is open at a time.
    times: { closeAfter: "0s" },
  },
});
const { sandbox, database } = site;
afterAll(async () => {
  await site.stop();
  await cloud.stop();
});
const say = (user: string, text: string) => sandbox.command({ user, channel: "C0GENERAL", text });

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
});

describe("a project's quotas", () => {
  it("can be requested by a member on a form with the current numbers, and are set in nova, cinder, and neutron once an admin approves", async () => {
    await say("U0AMY", "/acct quota astro");
    expect(await quotaForm("U0AMY")).toMatch(/✓.*instances 10, cores 20, RAM \(GB\) 50/);
    expect(await fill(site, "U0AMY", { cores: "many", reason: "x" })).toBe("errors");
    expect(sandbox.modal("U0AMY")?.errors).toEqual({ cores: expect.stringContaining("1000000") });
    const wish = { instances: "600", cores: "40", ram: "100", gigabytes: "2000", reason: "A course." };
    expect(await fill(site, "U0AMY", wish)).toBe("closed");
    const card = await untilCard("A course.");
    for (const change of [
      "cores 20 → 40",
      "RAM (GB) 50 → 100",
      "storage (GB) 1000 → 2000",
      "ports 500 → 905",
      "cores: now 0 of 20 used, asks for 40",
    ]) {
      expect(readText(card)).toContain(change);
    }
    await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" });
    const mail = await untilEmail(site, "amy@example.org", "quota-set");
    expect(mail.text).toContain("cores 20 → 40");
    expect(mail.to).toEqual(["amy@example.org"]);
    expect((await untilEmail(site, "ben@example.org", "quota-set")).to).toEqual(["ben@example.org"]);
    expect(await eye.readQuotas(named("astro"))).toMatchObject({
      instances: 600,
      cores: 40,
      ram: 100,
      gigabytes: 2000,
      port: 905,
      volumes: 10,
    });
  });

  it("are announced a week and a day before they end if they are temporary, and are then reverted automatically", async () => {
    const before = await eye.readQuotas(named("astro"));
    const until = inDays(30);
    await wish({ volumes: "99", until, reason: "A week of work." });
    expect((await eye.readQuotas(named("astro"))).volumes).toBe(99);
    await moveEndTo(5);
    const warnings = () => emailsTo(site, "amy@example.org", "quota-ends").map(({ subject }) => subject);
    await expect.poll(warnings).toHaveLength(1);
    const warning = await untilEmail(site, "amy@example.org", "quota-ends");
    expect(warning.text).toContain("volumes 99 → 10");
    expect(warning.text).not.toContain("undefined");
    await moveEndTo(4);
    await moveEndTo(0);
    await expect.poll(warnings).toHaveLength(2);
    expect(warnings()[1]).toContain(formatDay(inDays(0), "en"));
    expect((await eye.readQuotas(named("astro"))).volumes).toBe(99);
    await moveEndTo(-2);
    expect((await untilEmail(site, "amy@example.org", "quota-restored")).text).toContain("volumes 99 → 10");
    expect(warnings()).toHaveLength(2);
    expect(await eye.readQuotas(named("astro"))).toEqual(before);
  });

  it("can be changed while temporary quotas are in force, and these changes are set at once and kept", async () => {
    const before = await eye.readQuotas(named("astro"));
    await wish({ volumes: "99", gigabytes: "3000", until: inDays(30), reason: "A month of work." });
    await wish({ volumes: "120", cores: "44", reason: "For good." });
    expect(await eye.readQuotas(named("astro"))).toMatchObject({ volumes: 120, gigabytes: 3000, cores: 44 });
    await wish({ gigabytes: "4000", until: inDays(60), reason: "Longer than the first." });
    expect((await eye.readQuotas(named("astro"))).gigabytes).toBe(4000);
    const open = await database.query(
      "select 1 from requests where stage = 'restore-quota' and status = 'waiting'",
    );
    expect(open).toHaveLength(2);

    await moveEndTo(-2, "A month of work.");
    await expect
      .poll(() =>
        database.query("select 1 from requests where stage = 'restore-quota' and status = 'waiting'"),
      )
      .toHaveLength(1);
    expect(await eye.readQuotas(named("astro"))).toMatchObject({ volumes: 120, gigabytes: 4000, cores: 44 });
    await moveEndTo(-2);
    await expect.poll(async () => (await eye.readQuotas(named("astro"))).gigabytes).toBe(before.gigabytes);
    expect(await eye.readQuotas(named("astro"))).toEqual({ ...before, volumes: 120, cores: 44 });
  });

  it("are not shown to people outside the project", async () => {
    await answerToCommand(site, "U0ZOE", "C0GENERAL", "/acct quota astro");
    expect(sandbox.modal("U0ZOE")).toBeUndefined();
    await say("U0AMY", "/acct quota admin");
    await fill(site, "U0AMY", { cores: "1", reason: "x" });
    expect(readText(await untilDirectMessage(site, "U0AMY", "refused"))).toMatch(/\badmin\b/);
  });
});

it("A dry run changes no quotas, and the waiting request continues when the dry run is over", async () => {
  const before = await eye.readQuotas(named("astro"));
  const [acct] = site.processes;
  await acct?.stop();
  const dry = await site.start({ ACCT_DRY_RUN: "1" });
  await say("U0AMY", "/acct quota astro");
  await quotaForm("U0AMY");
  expect(await fill(site, "U0AMY", { cores: "77", reason: "A dry wish." })).toBe("closed");
  const { ts } = await untilCard("A dry wish.");
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "approve" });
  const state = () =>
    database.query("select status, stage, waits_for from requests order by id desc limit 1");
  await expect.poll(state).toEqual([{ status: "waiting", stage: "set-quota", waits_for: "dry-run" }]);
  expect(await eye.readQuotas(named("astro"))).toEqual(before);
  await dry.stop();
  await site.start();
  await expect.poll(state).toEqual([{ status: "closed", stage: "close", waits_for: null }]);
  expect(await eye.readQuotas(named("astro"))).toEqual({ ...before, cores: 77 });
});

/** A date in the time zone where days end last, so that day 0 lasts for one more day at most. */
const inDays = (days: number) => new Date(Date.now() + (days - 0.5) * 86_400_000).toISOString().slice(0, 10);

/** The form, once it shows the current numbers. */
const quotaForm = (user: string) =>
  sandbox.until(() => {
    const form = sandbox.modal(user);
    const text = form && readText({ text: "", blocks: form.content.blocks });
    return text && /\bcores \d+/.test(text) ? text : undefined;
  }, "the form");

/** The card of the request for this reason, once it can be approved. */
const untilCard = (reason: string) =>
  sandbox.until(
    () =>
      sandbox
        .messages(ADMIN_CHANNEL)
        .findLast((one) => readText(one).includes(reason) && hasButton(one, "approve")),
    `the card about "${reason}"`,
  );

/** Amy requests quotas, an admin approves, and they are set. */
async function wish(fields: { readonly reason: string } & Record<string, string>): Promise<void> {
  await say("U0AMY", "/acct quota astro");
  await quotaForm("U0AMY");
  expect(await fill(site, "U0AMY", fields)).toBe("closed");
  const { ts } = await untilCard(fields.reason);
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "approve" });
  const set = fields.until
    ? { stage: "restore-quota", status: "waiting" }
    : { stage: "close", status: "closed" };
  await expect
    .poll(() =>
      database.query("select stage, status from requests where details ->> 'reason' = $1", [fields.reason]),
    )
    .toEqual([set]);
}

/** Moves the end of all temporary quotas, or of those that were requested for this reason. */
async function moveEndTo(days: number, reason = ""): Promise<void> {
  const change = {
    where: "stage = 'restore-quota' and details ->> 'reason' like '%' || $2",
    set: "quota = jsonb_set(quota, '{until}', to_jsonb($1::text)), run_at = now()",
  };
  await changeRequests(database, change, [inDays(days), reason]);
}

describe("the quota services of OpenStack", () => {
  it("get their old quotas back if one of them rejects a change, and the error says why", async () => {
    const before = await eye.readQuotas(named("astro"));
    const { id } = await keystoneClient(config)
      .get<{ projects: { id: string }[] }>("/projects?name=astro")
      .then(({ projects: [project] }) => project ?? { id: "" });
    expect(id).not.toBe("");
    await expect(eye.writeQuotas(named("astro"), { network: 77, cores: -5 })).rejects.toThrow(
      /nova.*-5 is less than the minimum of -1/i,
    );
    expect(await eye.readQuotas(named("astro"))).toEqual(before);
    await expect(eye.writeQuotas(named("nowhere"), { cores: 1 })).rejects.toThrow(/\bnowhere\b/);
    await expect(eye.readQuotas(named("nowhere"))).rejects.toThrow(/\bnowhere\b/);
  });

  it("are called at the addresses in the configuration, if it has any", async () => {
    const nowhere = { network: `http://127.0.0.1:${await freePort()}` };
    const lost = openStackQuotas({ ...config, endpoints: nowhere });
    await expect(lost.readQuotas(named("astro"))).rejects.toThrow(new RegExp(nowhere.network));
  });

  it("are named in the error if they are down", async () => {
    const tap = await startHttpTap(new URL(config.authUrl).origin, 1);
    await expect(
      openStackQuotas({ ...config, authUrl: `${tap.url}/v3` }).readQuotas(named("astro")),
    ).rejects.toThrow(tap.url);
    await tap.close();
  });
});
