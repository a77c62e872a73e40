import { afterAll, expect, it } from "vitest";
import { fill, hasButton } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { formatRequestRef } from "../../src/view/request-ref.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { untilButton } from "./until-more.ts";

/* Many requests at once: for one PI, and for admins who decide on several at a time. */

const site = await newSite({ withLdap: false, settings: { digest: { above: 3 } } });
const { sandbox, database } = site;
afterAll(() => site.stop());
await site.start();

const count = async (where: string) => (await database.query(`select 1 from requests where ${where}`)).length;
const subjects = async () => {
  const rows = await database.query<{ id: number; mark: string; version: number }>(
    "select id, mark, version from requests order by id",
  );
  return rows.map(formatRequestRef);
};

it("Before several requests are approved at once, the form names their warnings and asks for confirmation", async () => {
  const rows = Array.from({ length: 12 }, (_, n) => ({
    email: `p${n}@${n === 0 ? "gmail.com" : "example.org"}`,
    givenName: "Pat",
    familyName: `N${n}`,
  }));
  await importRows(site, rows);
  await expect.poll(() => count("status = 'waiting' and stage = 'await-admin'")).toBe(12);
  const { ts } = await untilButton(site, ADMIN_CHANNEL, "review-queue");
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "review-queue" });
  const references = await subjects();
  const picked = { picked0: references.slice(0, 10), picked1: references.slice(10), verdict: "approved" };
  expect(await fill(site, "U0ADA", picked)).toBe("errors");
  expect(sandbox.modal("U0ADA")?.errors).toMatchObject({ confirmed: expect.stringContaining("gmail.com") });
  expect(await count("stage = 'await-admin'")).toBe(12);
  expect(await fill(site, "U0ADA", { ...picked, confirmed: "yes" })).not.toBe("errors");
  await expect.poll(() => count("status = 'waiting' and stage = 'await-pi'")).toBe(12);
});

it("Many requests for one PI share one message, from which the PI approves them together", async () => {
  const digest = await sandbox.until(
    () => sandbox.messages("U0HOPPER").find((message) => hasButton(message, "approve-several")),
    "the digest",
  );
  // The first few requests get their own messages, before they count as a burst.
  expect(sandbox.messages("U0HOPPER").length).toBeLessThanOrEqual(4);
  await sandbox.press({ user: "U0HOPPER", channel: "D0HOPPER", ts: digest.ts, actionId: "approve-several" });
  const references = await subjects();
  const picked = { picked0: references.slice(0, 10), picked1: references.slice(10) };
  expect(await fill(site, "U0HOPPER", picked)).not.toBe("errors");
  await expect.poll(() => count(`approvals @> '[{"name": "pi"}]'`)).toBe(12);
});
