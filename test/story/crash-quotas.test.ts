import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { aNewRequest } from "../../dev/local-stack/a-new-request.ts";
import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import { startHttpTap } from "../../dev/local-stack/http-tap.ts";
import { startOpenStack } from "../../dev/local-stack/openstack.ts";
import { hasButton } from "../../dev/local-stack/people.ts";
import { createRequest } from "../../src/pipeline/create-request.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";
import { keystoneClient } from "../../src/provisioners/openstack/keystone-client.ts";
import { openStackQuotas } from "../../src/provisioners/openstack/open-stack-quotas.ts";
import { beforeAndAfter, crashSite } from "./crash-site.ts";
import { newSite } from "./new-site.ts";

const cloud = await startOpenStack({ folder: join(inject("folder"), "openstack-crash") });
afterAll(() => cloud.stop());
const { url: authUrl, admin } = cloud.keystone;
const config = {
  authUrl,
  ...admin,
  project: "admin",
  domain: "Default",
  interface: "public",
  maxConcurrent: 4,
};
const eye = openStackQuotas(config);
/** The address of each service, with a tap in front of it that acct connects to. */
const taps = await Promise.all(
  (["network", "compute", "volumev3"] as const).map(async (type) => {
    const { origin, pathname } = new URL(await keystoneClient(config).endpoint(type));
    const tap = await startHttpTap(origin, -1);
    return { type, tap, url: `${tap.url}${pathname === "/" ? "" : pathname}` };
  }),
);
afterAll(() => Promise.all(taps.map(({ tap }) => tap.close())));
const site = await newSite({
  withLdap: false,
  variables: { OPENSTACK_PASSWORD: admin.password },
  settings: {
    approvals: { account: ["admin"] },
    openstack: {
      authUrl,
      username: admin.username,
      endpoints: Object.fromEntries(taps.map(({ type, url }) => [type, url])),
    },
    slack: { messagesPerMinute: 1_000_000 },
    times: { closeAfter: "0s" },
  },
});
const { sandbox, database, mailCatcher } = site;
const crash = await crashSite(site);
const workflows = buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] }));
const deps = { db: database.db, workflows, now: () => new Date() };
const asked = { by: { id: "test", name: "a test" }, note: "" };
const person = { givenName: "Pat", familyName: "N", email: "pn@example.org", project: "astro" };
const pi = { piEmail: "hopper@example.org", piName: "H" };

async function approve(id: number): Promise<void> {
  const isDecided = async () =>
    (await database.query("select 1 from approvals where request_id = $1 and name = 'admin'", [id]))
      .length === 1;
  await expect
    .poll(
      async () => {
        if (await isDecided()) return true;
        const card = sandbox.messages("C0ACCOUNTS").findLast((message) => hasButton(message, "approve"));
        const press = { user: "U0ADA", channel: "C0ACCOUNTS", ts: card?.ts ?? "", actionId: "approve" };
        if (card) await sandbox.press(press).catch(() => undefined);
        return isDecided();
      },
      { interval: 100 },
    )
    .toBe(true);
}

it("A person gets an account in a cloud project", async () => {
  const { request } = await createRequest(aNewRequest({ ...person, ...pi }), asked, deps);
  await approve(request.id);
  await expect
    .poll(() => database.query("select stage from requests where id = $1", [request.id]))
    .toEqual([{ stage: "hand-over" }]);
});

/** Requests other quotas until a day in the past, so that they are set and restored at once. */
async function lendQuotas(): Promise<void> {
  const before = await eye.readQuotas({ name: "astro", adopted: true });
  const wanted = {
    cores: before.cores + 20,
    volumes: before.volumes + 5,
    floatingip: before.floatingip + 5,
  };
  const quota = { requested: wanted, until: "2020-01-01" };
  const draft = { ...aNewRequest({ ...person, ...pi }), kind: "quota" as const, quota };
  const { request } = await createRequest(draft, asked, deps);
  await approve(request.id);
  await expect
    .poll(() => database.query("select status from requests where id = $1", [request.id]))
    .toEqual([{ status: "closed" }]);
  expect(await eye.readQuotas({ name: "astro", adopted: true })).toEqual(before);
  const templates =
    "select template from notifications where request_id = $1 and sent_at is not null order by 1";
  const expected = ["approved", "closed", "quota-restored", "quota-set", "received"];
  await expect
    .poll(() => database.query(templates, [request.id]))
    .toEqual(expected.map((template) => ({ template })));
  const marks = await database.query<{ mark: string }>(
    "select mark from notifications where request_id = $1",
    [request.id],
  );
  const mails = mailCatcher.mails.filter(({ messageId }) =>
    marks.some(({ mark }) => messageId.includes(mark)),
  );
  expect(new Set(mails.map(({ messageId }) => messageId)).size).toBe(expected.length);
  const back = `cores ${before.cores + 20} → ${before.cores}`;
  expect(mails.find(({ messageId }) => messageId.includes("quota-restored"))?.text).toContain(back);
}

it.each(
  beforeAndAfter([
    "stage-done at verify-quota",
    "waiting at await-admin",
    "approved at await-admin",
    "stage-done at read-quota",
    "stage-done at set-quota",
    "stage-done at restore-quota",
    "stage-done at close",
  ]),
)(
  "Quotas are set and restored once, and people are told once, if the process is killed right %s the commit: %s",
  (phase, event) => crash.killingAtCommit(phase, event, lendQuotas),
);

/** acct writes to each service once when the quotas are set, and once when they are restored. */
const WRITES = ["network", "compute", "volumev3"].flatMap((type) =>
  [1, 2].flatMap((nth) => [["before", type, "PUT", nth] as const, ["after", type, "PUT", nth] as const]),
);
/** One call at each stage that reads: the quotas before, the quotas that were set, and the quotas at the end. */
const READS = [
  ["before", "network", "GET", 2],
  ["after", "compute", "GET", 4],
  ["before", "volumev3", "GET", 5],
] as const;

it.each([...WRITES, ...READS])(
  "Quotas are set and restored once, and people are told once, if the process is killed right %s the call to %s: %s (%i)",
  async (phase, type, method, nth) => {
    const tap = taps.find((each) => each.type === type)?.tap;
    if (!tap) throw new Error(`there is no tap for ${type}`);
    let seen = 0;
    const cut = (call: string, port: number) => {
      if (!call.startsWith(`${method} `) || !call.includes("quota") || ++seen !== nth) return false;
      crash.killOwner(port);
      return true;
    };
    Object.assign(tap, {
      refuses: undefined,
      loses: undefined,
      [phase === "before" ? "refuses" : "loses"]: cut,
    });
    await lendQuotas();
    Object.assign(tap, { refuses: undefined, loses: undefined });
    expect(seen).toBeGreaterThanOrEqual(nth);
  },
);
