import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { ADMIN_CHANNEL } from "../../sandbox/campus.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { openStackQuotas } from "../../src/provisioners/openstack/open-stack-quotas.ts";
import { freePort } from "../services/child.ts";
import { startHttpTap } from "../services/http-tap.ts";
import { startOpenStack } from "../services/openstack.ts";
import { changeRequests } from "./change-requests.ts";
import { newSite } from "./new-site.ts";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  fill,
  press,
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
} from "./people.ts";

const cloud = await startOpenStack({ folder: join(inject("folder"), "openstack") });
const config = {
  authUrl: cloud.keystone.url,
  ...cloud.keystone.admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxRequests: 4,
};
const eye = openStackQuotas(config);
const site = await newSite({
  withLdap: false,
  variables: { OPENSTACK_PASSWORD: cloud.keystone.admin.password },
  settings: { openstack: { authUrl: cloud.keystone.url, username: cloud.keystone.admin.username } },
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
    await untilCardSays(site, name, "waits for the person to choose a password", 60_000);
  }
}, 120_000);

describe("a project's quotas", () => {
  it("are asked for by a member, with what they are now on the form, and set in nova, cinder and neutron once an admin has said yes", async () => {
    await say("U0AMY", "/acct quota astro");
    const form = await sandbox.until(() => sandbox.modal("U0AMY"), "the form");
    expect(textOf({ text: "", blocks: form.content.blocks })).toMatch(
      /✓ Now: instances 10, cores 20, RAM \(GB\) 50/,
    );
    expect(await fill(site, "U0AMY", { cores: "many", reason: "x" })).toBe("errors");
    expect(sandbox.modal("U0AMY")?.errors).toEqual({ cores: "must be a whole number up to 1000000" });
    const wish = { instances: "600", cores: "40", ram: "100", gigabytes: "2000", reason: "A course." };
    expect(await fill(site, "U0AMY", wish)).toBe("closed");
    const card = await sandbox.until(
      () => sandbox.messages(ADMIN_CHANNEL).find((one) => textOf(one).includes("A course.")),
      "the card",
    );
    for (const change of [
      "cores 20 → 40",
      "RAM (GB) 50 → 100",
      "storage (GB) 1000 → 2000",
      "ports 500 → 905",
    ]) {
      expect(textOf(card)).toContain(`OpenStack: ${change}`);
    }
    await press(site, "U0ADA", "approve", `${/Request \d+/.exec(card.text)?.[0]},`);
    const mail = await untilMail(site, "amy@example.org", /The quotas of astro are set/);
    expect(mail.text).toContain("cores 20 → 40");
    expect(mail.to).toContain("ben@example.org");
    expect(await eye.readQuotas("astro")).toMatchObject({
      instances: 600,
      cores: 40,
      ram: 100,
      gigabytes: 2000,
      port: 905,
      volumes: 10,
    });
  });

  it("that are temporary are announced a week and a day before their end, and then go back by themselves", async () => {
    await changeRequests(database, { where: "kind = 'quota'", set: "status = 'closed', run_at = null" });
    const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
    await say("U0AMY", "/acct quota astro");
    expect(await fill(site, "U0AMY", { volumes: "99", until, reason: "A week of work." })).toBe("closed");
    const card = await sandbox.until(
      () => sandbox.messages(ADMIN_CHANNEL).find((one) => textOf(one).includes("A week of work.")),
      "the card",
    );
    await press(site, "U0ADA", "approve", `${/Request \d+/.exec(card.text)?.[0]},`);
    await sandbox.until(() => textOf(card).includes(`set until ${until}`), "the card to say until when");
    expect((await eye.readQuotas("astro")).volumes).toBe(99);
    const moveTo = async (days: number) => {
      const day = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
      await changeRequests(
        database,
        {
          where: "stage = 'restore-quota'",
          set: "quota = jsonb_set(quota, '{until}', to_jsonb($1::text)), run_at = now()",
        },
        [day],
      );
    };
    await moveTo(5);
    const warning = await untilMail(site, "amy@example.org", /go back on/);
    expect(warning.text).toContain("volumes 99 → 10");
    expect(warning.text).not.toContain("undefined");
    expect((await eye.readQuotas("astro")).volumes).toBe(99);
    await moveTo(-2);
    expect((await untilMail(site, "amy@example.org", /The quotas of astro are back/)).text).toContain(
      "volumes 99 → 10",
    );
    expect(await eye.readQuotas("astro")).toMatchObject({ volumes: 10, cores: 40 });
  });

  it("are none of somebody's business who is not in the project", async () => {
    await say("U0ZOE", "/acct quota astro");
    await sandbox.until(
      () =>
        sandbox.messages("C0GENERAL", "U0ZOE").some((one) => /You have no account here/.test(textOf(one))),
      "the refusal",
    );
    await say("U0AMY", "/acct quota admin");
    await fill(site, "U0AMY", { cores: "1", reason: "x" });
    await untilTold(site, "U0AMY", /There is no project admin/);
  });
});

it("A dry run changes no quotas, neither new ones nor those whose end has come, and what waits continues when it is over", async () => {
  const before = await eye.readQuotas("astro");
  const [acct] = site.processes;
  await acct?.stop();
  const dry = await site.start({ ACCT_DRY_RUN: "1" });
  await say("U0AMY", "/acct quota astro");
  await sandbox.until(() => sandbox.modal("U0AMY"), "the form");
  expect(await fill(site, "U0AMY", { cores: "77", reason: "A dry wish." })).toBe("closed");
  const card = () => sandbox.messages(ADMIN_CHANNEL).findLast((one) => textOf(one).includes("A dry wish."));
  const { ts } = await sandbox.until(card, "the card");
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "approve" });
  const state = () =>
    database.query("select status, stage, waits_for_dry_run as held from requests order by id desc limit 1");
  await expect.poll(state).toEqual([{ status: "waiting", stage: "set-quota", held: true }]);
  expect(await eye.readQuotas("astro")).toEqual(before);
  await dry.stop();
  await site.start();
  await expect.poll(state).toEqual([{ status: "waiting", stage: "close", held: false }]);
  expect(await eye.readQuotas("astro")).toEqual({ ...before, cores: 77 });
}, 60_000);

describe("when a service does not take its part", () => {
  it("what was changed is put back, and the error says so", async () => {
    const before = await eye.readQuotas("astro");
    const { id } = await keystoneClient(config)
      .get<{ projects: { id: string }[] }>("/projects?name=astro")
      .then(({ projects: [project] }) => project ?? { id: "" });
    expect(id).not.toBe("");
    await expect(eye.writeQuotas("astro", { network: 77, cores: -5 })).rejects.toThrow(
      /nova did not take the quotas: .*-5 is less than the minimum of -1.*; all quotas are what they were/,
    );
    expect(await eye.readQuotas("astro")).toEqual(before);
    await expect(eye.writeQuotas("nowhere", { cores: 1 })).rejects.toThrow(
      "OpenStack has no project nowhere",
    );
    await expect(eye.readQuotas("nowhere")).rejects.toThrow("OpenStack has no project nowhere");
  });

  it("a service is asked where the configuration says, when it says so", async () => {
    const nowhere = { network: `http://127.0.0.1:${await freePort()}` };
    const lost = openStackQuotas({ ...config, endpoints: nowhere });
    await expect(lost.readQuotas("astro")).rejects.toThrow(new RegExp(nowhere.network));
  });

  it("and one that is down is named", async () => {
    const tap = await startHttpTap(new URL(config.authUrl).origin, 1);
    await expect(
      openStackQuotas({ ...config, authUrl: `${tap.url}/v3` }).readQuotas("astro"),
    ).rejects.toThrow(/cannot be reached/);
    await tap.close();
  });
});
