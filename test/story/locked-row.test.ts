import pg from "pg";
import { afterAll, expect, it } from "vitest";
import { adminCard, approveAsAdmin, ask } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { newSite } from "./new-site.ts";
import { replyTo, untilRequest } from "./until.ts";

const site = await newSite({ withLdap: false });
const { sandbox, database } = site;
const acct = await site.start();
afterAll(() => site.stop());

it("25 clicks on a request whose row is locked are acknowledged, and do not block other requests", async () => {
  expect(await ask(site, "U0AMY")).toBe("closed");
  expect(await ask(site, "U0BEN")).toBe("closed");
  const card = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
  const outsider = new pg.Client({ connectionString: database.url });
  await outsider.connect();
  await outsider.query("begin");
  await outsider.query("select from requests where email = 'amy@example.org' for update");

  const press = { user: "U0ADA", channel: ADMIN_CHANNEL, ts: card.ts, actionId: "approve" };
  const pressed: Promise<{ readonly acked: boolean }>[] = [];
  const answered = replyTo(site, "U0ADA", ADMIN_CHANNEL, async () => {
    pressed.push(...Array.from({ length: 25 }, () => sandbox.press(press)));
  });
  await approveAsAdmin(site, "Ben Birch", "U0GRACE");
  await untilRequest(site, "Ben Birch", { waitsFor: "pi", piUser: "U0HOPPER" }, 5000);
  await replyTo(site, "U0GRACE", ADMIN_CHANNEL, () =>
    sandbox.command({ user: "U0GRACE", channel: ADMIN_CHANNEL, text: "/acct list" }),
  );
  await answered;
  for (const { acked } of await Promise.all(pressed)) expect(acked).toBe(true);
  const waiting =
    "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  expect(await database.query(waiting)).toEqual([]);
  expect(acct.log()).not.toMatch(/"level":("error"|50)/);

  await outsider.query("rollback");
  await outsider.end();
  await approveAsAdmin(site, "Amy Ash");
  await untilRequest(site, "Amy Ash", { waitsFor: "pi", piUser: "U0HOPPER" });
  expect(adminCard(site, "Amy Ash")?.ts).toBe(card.ts);
});
