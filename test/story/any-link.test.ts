import { afterAll, expect, it } from "vitest";
import {
  approveAsAdmin,
  approveAsPi,
  ask,
  choosePassword,
  linkIn,
  openLink,
  PIN,
} from "../../dev/local-stack/people.ts";
import { astro, newSite } from "./new-site.ts";
import { emailsTo, untilEmail } from "./until.ts";

const site = await newSite({ entries: astro });
const acct = await site.start();
const { sandbox, database } = site;
afterAll(() => site.stop());

const stages = () =>
  database.query<{ id: number; status: string; stage: string }>(
    "select id, status, stage from requests order by id",
  );

it("After a person sets a password with any of their links, no request for the account waits for one, and no email about an expired link is sent", async () => {
  await ask(site, "U0AMY", { username: "amy" });
  await approveAsAdmin(site, "Amy Ash");
  await approveAsPi(site, "Amy Ash");
  const first = linkIn(await untilEmail(site, "amy@example.org", "welcome"));
  await sandbox.command({ user: "U0ADA", channel: "C0ACCOUNTS", text: "/acct resetpass amy" });
  const second = linkIn(await untilEmail(site, "amy@example.org", "new-password"));
  expect(await stages()).toEqual([
    { id: 1, status: "waiting", stage: "hand-over" },
    { id: 2, status: "waiting", stage: "hand-over" },
  ]);

  expect(await choosePassword(second, { pin: PIN })).toMatchObject({ status: 200 });
  await expect.poll(stages).toEqual([
    { id: 1, status: "waiting", stage: "close" },
    { id: 2, status: "waiting", stage: "close" },
  ]);
  expect((await openLink(first)).status).toBe(403);
  const metrics = await (await fetch(`${acct.url}/metrics`)).text();
  expect(metrics).not.toContain('stage="hand-over"} 1');
  expect(metrics).toContain('acct_open_requests{status="waiting",stage="close"} 2');
  expect(
    await database.query("select 1 from password_links where pin_hash is not null and used_at is null"),
  ).toEqual([]);
  expect(emailsTo(site, "amy@example.org", "link-expired")).toEqual([]);
  expect(emailsTo(site, "amy@example.org", "password-set").length).toBeLessThanOrEqual(1);
});
