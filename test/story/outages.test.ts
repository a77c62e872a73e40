import { afterAll, afterEach, describe, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  approveAsPi,
  ask,
  hasButton,
  press,
  pressAndFill,
  textOf,
  untilCardSays,
  untilMail,
  untilTold,
  whisperTo,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Faults } from "../../dev/sandbox/faults.ts";
import { newSite } from "./new-site.ts";
import { newTappedSite } from "./tapped-site.ts";

const site = await newTappedSite();
const { sandbox, database, mailCatcher, tap } = site;
const acct = await site.start();
const directory = {
  fail: () => Object.assign(tap, { before: () => "cut" }),
  recover: () => Object.assign(tap, { before: undefined }),
};
afterEach(() => directory.recover());
afterAll(async () => {
  await site.stop();
});

/** Lets the time pass that a failed stage waits. */
const passTime = () =>
  database.query(
    "update requests set run_at = now() where status = 'running' and attempt > 0 and lease_token is null; notify acct",
  );

it("A directory that is down is tried again; when it stays down an admin is asked, and one press goes on from there", async () => {
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await sandbox.until(() => sandbox.messages("U0HOPPER")[0], "the PI's card");
  directory.fail();
  await approveAsPi(site, "Amy Ash");
  const card = await untilCardSays(site, "Amy Ash", "failed and is tried again");
  expect(textOf(card)).toMatch(/LDAP \(ldap:\/\/127\.0\.0\.1:\d+\) broke off: .*tried again in 1 min/);

  await expect
    .poll(
      async () => {
        await passTime();
        return hasButton(adminCard(site, "Amy Ash") ?? card, "retry");
      },
      { interval: 200 },
    )
    .toBe(true);
  expect(textOf(card)).toContain("stuck at confirm plan");
  await sandbox.until(
    () => sandbox.messages("U0AMY").some((one) => /takes longer/.test(textOf(one))),
    "Amy to hear it",
  );

  directory.recover();
  await press(site, "U0ADA", "retry", "Amy Ash");
  await untilMail(site, "amy@example.org", /ready: choose/);
});

it("A stuck request that nobody can mend is given up with a reason, which its requester gets", async () => {
  expect(await ask(site, "U0NOETHER")).toBe("closed");
  await approveAsAdmin(site, "Emma Noether");
  await untilCardSays(site, "Emma Noether", "waits for Henrik Hopper");
  directory.fail();
  await approveAsPi(site, "Emma Noether");
  await expect
    .poll(
      async () => {
        await passTime();
        const card = adminCard(site, "Emma Noether");
        return card !== undefined && hasButton(card, "abandon");
      },
      { interval: 200 },
    )
    .toBe(true);
  const reason = { reason: "The directory is being replaced; ask again next week." };
  expect(await pressAndFill(site, "U0ADA", ["abandon", "Emma Noether"], reason)).toBe("closed");
  const card = await untilCardSays(
    site,
    "Emma Noether",
    /being replaced; ask again next week.*given up by Ada Okafor/,
  );
  expect(hasButton(card, "retry")).toBe(false);
  await untilTold(site, "U0NOETHER", /could not carry out[\s\S]*ask again next week/);
});

it("A failure before any admin was asked is on a card all the same, with a reference that finds its cause in the log", async () => {
  directory.fail();
  expect(await ask(site, "U0BEN")).toBe("closed");
  await untilCardSays(site, "Ben Birch", "verify identity failed and is tried again");
  const [{ problem } = { problem: "" }] = await database.query<{ problem: string }>(
    "select problem from requests where email = 'ben@example.org'",
  );
  const [, reference = "none"] = /\(reference ([0-9A-F]{6})\)/.exec(problem) ?? [];
  expect(acct.log()).toContain(`"reference":"${reference}"`);
  directory.recover();
  await passTime();
  await untilCardSays(site, "Ben Birch", "waits for an admin");
});

it("When Slack says 429 the card comes after the time that Slack named, and nothing else is held up by it", async () => {
  sandbox.faults.rateLimit = { method: "chat.postMessage", calls: 1, retryAfterSeconds: 2 };
  expect(await ask(site, "U0LAYLA", { username: "layla" })).toBe("closed");
  await sandbox.command({ user: "U0GRACE", channel: ADMIN_CHANNEL, text: "/acct list" });
  await whisperTo(site, "U0GRACE", ADMIN_CHANNEL, /\d requests?\*/);
  await untilCardSays(site, "ليلى", "waits for an admin");
});

it("A card whose edit got lost on the way is right in the end, in its place and not posted twice", async () => {
  const cards = () =>
    sandbox.messages(ADMIN_CHANNEL).filter(({ onlyFor, text }) => !onlyFor && text.includes("ليلى"));
  expect(cards()).toHaveLength(1);
  sandbox.faults.rateLimit = { method: "chat.update", calls: 0, retryAfterSeconds: 0 };
  sandbox.afterCall(({ method }) => (method === "chat.update" ? "cut" : undefined));
  await approveAsAdmin(site, "ليلى");
  await untilCardSays(site, "ليلى", "approved by Ada Okafor");
  sandbox.afterCall(undefined);
  await untilCardSays(site, "ليلى", "waits for Henrik Hopper");
  expect(cards()).toHaveLength(1);
});

it("A card that somebody deleted is posted again when there is something new to show", async () => {
  const card = adminCard(site, "ليلى");
  const { messages } = sandbox.workspace.channels.get(ADMIN_CHANNEL) ?? { messages: [] };
  messages.splice(
    messages.findIndex(({ ts }) => ts === card?.ts),
    1,
  );
  await approveAsPi(site, "ليلى");
  const again = await untilCardSays(site, "ليلى", "ready; waits for the person");
  expect(again.ts).not.toBe(card?.ts);
});

it("A mail that is refused for good is said so on the card", async () => {
  mailCatcher.refused.set("ben@example.org", 550);
  await approveAsAdmin(site, "Ben Birch");
  await approveAsPi(site, "Ben Birch");
  await untilCardSays(
    site,
    "Ben Birch",
    /"welcome" could not be delivered to ben@example\.org: .*no such mailbox/,
  );
});

it("Clicks arrive again after all connections to Slack were lost", async () => {
  sandbox.dropConnections();
  await sandbox.until(() => sandbox.connections() === 2, "two connections");
  await sandbox.command({ user: "U0GRACE", channel: "C0GENERAL", text: "/acct help" }).catch(() => undefined);
  await sandbox.command({ user: "U0ADA", channel: ADMIN_CHANNEL, text: "/acct status" });
  await whisperTo(site, "U0ADA", ADMIN_CHANNEL, /You have not asked for anything/);
});

describe("a process that is told to stop", () => {
  it.each<[string, Partial<Faults>]>([
    ["takes no connections", { refuseSockets: true }],
    ["answers with errors", { breakCalls: Number.POSITIVE_INFINITY }],
  ])("stops in order while Slack %s", async (_, faults) => {
    const lonely = await newSite({ withLdap: false });
    const process = await lonely.start();
    let tries = 0;
    lonely.sandbox.beforeCall(({ method }) => {
      if (method === "apps.connections.open") tries++;
      return undefined;
    });
    Object.assign(lonely.sandbox.faults, faults);
    lonely.sandbox.dropConnections();
    await expect.poll(() => tries).toBeGreaterThan(3);
    await process.stop();
    expect(process.log()).toContain("acct has stopped");
    expect(await process.ended).toBe("exit code 0");
    await lonely.stop();
  });

  it("finishes what is in hand and leaves nothing held", async () => {
    const second = await site.start();
    await second.stop();
    expect(second.log()).toContain("acct has stopped");
    expect(await database.query("select 1 from requests where lease_by is not null")).toEqual([]);
  });
});

it("A click that is delivered twice is one decision", async () => {
  expect(await ask(site, "U0ZOE")).toBe("closed");
  await untilCardSays(site, "Zoë", "waits for an admin");
  sandbox.faults.deliverTwice = true;
  await approveAsAdmin(site, "Zoë");
  sandbox.faults.deliverTwice = false;
  await untilCardSays(site, "Zoë", "waits for Henrik Hopper");
  const approvals = await database.query(
    "select 1 from events e join requests r on r.id = request_id where e.kind = 'approved' and r.email = 'zoe@example.org'",
  );
  expect(approvals).toHaveLength(1);
});
