import { afterAll, expect, it } from "vitest";
import { hasButton } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Sandbox } from "../../dev/sandbox/sandbox.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { untilHome } from "./until-more.ts";

/* Two processes share one Slack workspace, which counts their calls together. */

const PER_MINUTE = 240;
const CARDS = 30;
/** Slack allows short bursts, and so does acct. */
const BURST = 5;

const site = await newSite({
  withLdap: false,
  settings: { slack: { messagesPerMinute: PER_MINUTE } },
});
const crowded = await newSite({ withLdap: false, settings: { digest: { above: 2 } } });
afterAll(() => Promise.all([site.stop(), crowded.stop()]));

const rows = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    email: `${name}${n}@example.org`,
    givenName: name,
    familyName: `N${n}`,
  }));

/** When Slack received these calls for the admin channel. */
const momentsOf = ({ calls }: Sandbox, method: string) =>
  calls.filter((call) => call.method === method && call.args.channel === ADMIN_CHANNEL).map(({ at }) => at);

/** The least time that this many calls take at this pace, minus a fifth, because some calls take longer to arrive. */
const leastMs = (count: number) => ((count - BURST) * 60_000 * 0.8) / PER_MINUTE;
const spanOf = (moments: readonly number[]) => Math.max(...moments) - Math.min(...moments);

it("Two processes together post no faster in a channel than one process may", async () => {
  await Promise.all([site.start(), site.start()]);
  await importRows(site, rows("Pat", CARDS));
  const { sandbox } = site;
  await expect.poll(() => momentsOf(sandbox, "chat.postMessage").length).toBe(CARDS);
  expect(spanOf(momentsOf(sandbox, "chat.postMessage"))).toBeGreaterThan(leastMs(CARDS));
});

it("Two processes together edit cards in a channel no faster than one process may", async () => {
  const { sandbox, database } = site;
  const before = momentsOf(sandbox, "chat.update").length;
  await database.query(
    `with changed as (update requests set version = version + 1 returning id, version)
     update views set wanted_version = changed.version, run_at = now() from changed where request_id = changed.id`,
  );
  const edits = () => momentsOf(sandbox, "chat.update").slice(before);
  await expect.poll(() => edits().length).toBe(CARDS);
  expect(spanOf(edits())).toBeGreaterThan(leastMs(CARDS));
});

it("A Home that Slack refuses for now is shown after the time that Slack gave, by either process", async () => {
  const { sandbox } = site;
  const moments = () => sandbox.calls.filter(({ method }) => method === "views.publish").map(({ at }) => at);
  sandbox.faults.rateLimit = { method: "views.publish", calls: 1, retryAfterSeconds: 2 };
  await sandbox.openHome({ user: "U0AMY" });
  await expect.poll(() => sandbox.faults.rateLimit.calls).toBe(0);
  const [refusedAt = 0] = moments();
  for (const user of ["U0ADA", "U0GRACE", "U0BEN", "U0ZOE"]) await untilHome(site, user, () => true);
  await sandbox.until(() => sandbox.home("U0AMY"), "the Home that had to wait");
  expect(moments()[1]).toBeGreaterThanOrEqual(refusedAt + 2000);
});

it("A growing list is edited only every few seconds, even by two processes", async () => {
  await Promise.all([crowded.start(), crowded.start()]);
  const { sandbox } = crowded;
  for (const name of ["Ada", "Bea", "Cleo"]) await importRows(crowded, rows(name, 10));
  const listed = () => sandbox.messages(ADMIN_CHANNEL).find((one) => hasButton(one, "review-queue"));
  const inCards = () => sandbox.messages(ADMIN_CHANNEL).filter((one) => hasButton(one, "approve")).length;
  await sandbox.until(
    () => /\d+/.exec(listed()?.text ?? "")?.[0] === String(30 - inCards()),
    "everyone to be in the list",
    40_000,
  );
  const edits = sandbox.calls
    .filter(({ method, args }) => method === "chat.update" && args.ts === listed()?.ts)
    .map(({ at }) => at);
  expect(edits.length).toBeGreaterThan(1);
  const gaps = edits.slice(1).map((at, n) => at - (edits[n] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(2500);
});
