import { afterAll, expect, it } from "vitest";
import { adminCard, approveAsAdmin, fill, hasButton, press, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { replyTo } from "./until.ts";

const site = await newSite({ withLdap: false, settings: { digest: { above: 10 } } });
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

const digest = () => sandbox.messages(ADMIN_CHANNEL).find((one) => hasButton(one, "review-queue"));
const untilDigestSays = (words: RegExp) =>
  sandbox.until(() => {
    const message = digest();
    return message && words.test(readText(message)) ? message : undefined;
  }, `the digest to say ${words}`);
const statuses = async () => {
  const rows = await database.query<{ status: string; n: number }>(
    "select status || ' ' || stage as status, count(*)::int as n from requests group by 1 order by 1",
  );
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]));
};

it("Many requests at once share one card with a list, where an admin decides on several at a time, and each decision is recorded", async () => {
  const rows = Array.from({ length: 45 }, (_, n) => ({
    email: `p${n}@example.org`,
    givenName: "Pat",
    familyName: `N${n}`,
  }));
  await importRows(site, rows);
  await sandbox.until(() => digest(), "the digest");
  await expect.poll(statuses).toEqual({ "waiting await-admin": 45 });
  const own = () => sandbox.messages(ADMIN_CHANNEL).filter((one) => hasButton(one, "approve")).length;
  await sandbox.until(() => {
    const inDigest = 45 - own();
    const message = digest();
    return message && new RegExp(`^\\W*${inDigest}\\b.*\\b${inDigest}\\b`).test(readText(message));
  }, "each request to have a card of its own or to be in the digest");
  expect(own()).toBeLessThanOrEqual(10);

  await press(site, "U0ADA", "review-queue", "");
  const { id } = await sandbox.until(() => sandbox.modal("U0ADA"), "the list");
  await sandbox.change({ user: "U0ADA", viewId: id, values: { page: "2" }, field: "page" });
  await sandbox.until(
    () => JSON.stringify(sandbox.modal("U0ADA")?.content).includes("picked0~2"),
    "the second page",
  );
  const shownNow = JSON.stringify(sandbox.modal("U0ADA")?.content);
  const picked = [...shownNow.matchAll(/"value":"(\d+\.[\da-f.-]+)"/g)].map(([, value = ""]) => value);
  expect(picked.length).toBeGreaterThan(10);
  const [one = "", two = "", three = ""] = picked;
  expect(
    await fill(site, "U0ADA", {
      page: "2",
      picked0: [one, two, three],
      verdict: "approved",
      confirmed: "yes",
    }),
  ).not.toBe("errors");
  await expect.poll(statuses).toMatchObject({ "waiting await-pi": 3 });
  await untilDigestSays(/\b3\b.*Ada Okafor/);
  const events = await database.query(
    "select request_id from events where kind = 'approved' and actor = 'slack:U0ADA'",
  );
  expect(events).toHaveLength(3);
});

it("A request in a digest has all its buttons in /acct status, and gets its own card once it gets stuck", async () => {
  const [row] = await database.query<{ id: number; family_name: string }>(
    `select r.id, r.family_name from requests r join views c on c.request_id = r.id
     where c.digest_id is not null and r.stage = 'await-admin' limit 1`,
  );
  const status = await replyTo(site, "U0ADA", ADMIN_CHANNEL, () =>
    sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: `/acct status ${row?.id}` }),
  );
  expect(readText(status)).toContain(`Pat ${row?.family_name}`);
  expect(["approve", "deny", "spam", "ask"].filter((action) => !hasButton(status, action))).toEqual([]);
  expect(adminCard(site, `Pat ${row?.family_name},`)).toBeUndefined();
  await database.query(
    "update requests set status = 'stuck', waits_for = null, problem = 'for a test', version = version + 1 where id = $1",
    [row?.id],
  );
  await database.query("update views set run_at = now() where request_id = $1; ".replace("; ", ""), [
    row?.id,
  ]);
  const card = await sandbox.until(() => adminCard(site, `Pat ${row?.family_name},`), "a card of its own");
  expect(hasButton(card, "retry")).toBe(true);
});

it("A request that arrives after the burst gets its own card as usual", async () => {
  await database.query("update views set posted_at = posted_at - interval '2 minutes'");
  await importRows(site, [{ email: "later@example.org", givenName: "Later" }]);
  await approveAsAdmin(site, "Later Ypsilon");
});
