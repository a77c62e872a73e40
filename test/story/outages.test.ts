import { afterAll, afterEach, describe, expect, it } from "vitest";
import {
  adminCard,
  approveAsAdmin,
  approveAsPi,
  ask,
  hasButton,
  press,
  pressAndFill,
  readText,
} from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import type { Faults } from "../../dev/sandbox/faults.ts";
import { newSite } from "./new-site.ts";
import { newTappedSite } from "./tapped-site.ts";
import { untilDirectMessage, untilEmail, untilEvent, untilRequest } from "./until.ts";
import { answerToCommand } from "./until-more.ts";

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

/** Skips the time that a failed stage waits. */
const passTime = () =>
  database.query(
    "update requests set run_at = now() where status = 'running' and attempt > 0 and lease_token is null; notify acct",
  );

it("acct retries a directory that is down; if it stays down, an admin is asked, and one click continues the request", async () => {
  expect(await ask(site, "U0AMY")).toBe("closed");
  await approveAsAdmin(site, "Amy Ash");
  await sandbox.until(() => sandbox.messages("U0HOPPER")[0], "the PI's card");
  directory.fail();
  await approveAsPi(site, "Amy Ash");
  const card = await untilRequest(site, "Amy Ash", { isFailing: true });
  expect(readText(card)).toMatch(/LDAP \(ldap:\/\/127\.0\.0\.1:\d+\)/);

  await expect
    .poll(
      async () => {
        await passTime();
        return hasButton(adminCard(site, "Amy Ash") ?? card, "retry");
      },
      { interval: 200 },
    )
    .toBe(true);
  await untilRequest(site, "Amy Ash", { status: "stuck", stage: "confirm-plan" });
  await untilDirectMessage(site, "U0AMY", "delayed");

  directory.recover();
  await press(site, "U0ADA", "retry", "Amy Ash");
  await untilEmail(site, "amy@example.org", "welcome");
  // What the admins were told has a thread, in which they read who retried it, and that nothing is stuck anymore.
  const thread = () =>
    sandbox
      .messages(ADMIN_CHANNEL)
      .flatMap(({ ts }) => sandbox.replies(ADMIN_CHANNEL, ts))
      .map(readText)
      .join("\n");
  await expect.poll(thread).toMatch(/Ada Okafor.*[\s\S]*anymore/);
  expect(thread()).not.toContain("too");
});

it("When a system works again, the admins get a message with a button that retries everything that is stuck because of it", async () => {
  expect(await ask(site, "U0CURIE", { projectKind: "new", project: "radium" })).toBe("closed");
  await approveAsAdmin(site, "Maria");
  await untilRequest(site, "Maria", { waitsFor: "pi" });
  directory.fail();
  await approveAsPi(site, "Maria");
  await expect
    .poll(
      async () => {
        await passTime();
        return database.query(
          "select details -> 'stuckOn' as on from requests where given_name = 'Maria' and status = 'stuck'",
        );
      },
      { interval: 200 },
    )
    .toEqual([{ on: ["LDAP"] }]);
  await expect
    .poll(() => database.query("select name from troubles where name = 'system:LDAP'"))
    .toHaveLength(1);
  directory.recover();
  const back = await sandbox.until(
    () => sandbox.messages(ADMIN_CHANNEL).find((one) => hasButton(one, "retry-stuck")),
    "the message that LDAP works again",
  );
  expect(readText(back)).toContain("Maria");
  await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts: back.ts, actionId: "retry-stuck" });
  await untilEvent(site, "Maria", "retried", "Ada Okafor");
});

it("An admin can abandon a stuck request with a reason, which the requester receives", async () => {
  expect(await ask(site, "U0NOETHER")).toBe("closed");
  await approveAsAdmin(site, "Emma Noether");
  await untilRequest(site, "Emma Noether", { waitsFor: "pi" });
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
  const reason = { reason: "The directory is being replaced; ask again next week" };
  expect(await pressAndFill(site, "U0ADA", ["abandon", "Emma Noether"], reason)).toBe("closed");
  await untilEvent(site, "Emma Noether", "abandoned", "Ada Okafor");
  const card = await untilRequest(site, "Emma Noether", { status: "refused", waitsFor: null });
  expect(readText(card)).toContain(reason.reason);
  expect(hasButton(card, "retry")).toBe(false);
  expect(readText(await untilDirectMessage(site, "U0NOETHER", "abandoned"))).toContain(reason.reason);
});

it("A failure before any admin was asked still gets a card, with a reference that leads to the cause in the log", async () => {
  directory.fail();
  expect(await ask(site, "U0BEN")).toBe("closed");
  await untilRequest(site, "Ben Birch", { stage: "verify-identity", isFailing: true });
  const [{ reference, problem } = { reference: "none", problem: "" }] = await database.query<{
    reference: string;
    problem: string;
  }>(
    `select detail ->> 'reference' as reference, problem from events e join requests r on r.id = e.request_id
     where r.email = 'ben@example.org' and e.kind = 'stage-failed' order by e.id limit 1`,
  );
  expect(problem).toContain(reference);
  expect(acct.log()).toContain(`"reference":"${reference}"`);
  directory.recover();
  await passTime();
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
});

it("When Slack returns 429, the card is posted after the time that Slack gave, and other replies are not delayed", async () => {
  sandbox.faults.rateLimit = { method: "chat.postMessage", calls: 1, retryAfterSeconds: 2 };
  expect(await ask(site, "U0LAYLA", { username: "layla" })).toBe("closed");
  await answerToCommand(site, "U0GRACE", ADMIN_CHANNEL, "/acct list");
  await untilRequest(site, "ليلى", { waitsFor: "admin" });
});

it("If Slack's responses to edits are lost, the card still shows the right state, and is not posted twice", async () => {
  const cards = () =>
    sandbox.messages(ADMIN_CHANNEL).filter(({ onlyFor, text }) => !onlyFor && text.includes("ليلى"));
  expect(cards()).toHaveLength(1);
  sandbox.faults.rateLimit = { method: "chat.update", calls: 0, retryAfterSeconds: 0 };
  sandbox.afterCall(({ method }) => (method === "chat.update" ? "cut" : undefined));
  await approveAsAdmin(site, "ليلى");
  await sandbox.until(() => cards().every((card) => !hasButton(card, "approve")), "the edit");
  sandbox.afterCall(undefined);
  await untilRequest(site, "ليلى", { waitsFor: "pi", piUser: "U0HOPPER" });
  expect(cards()).toHaveLength(1);
});

it("A deleted card is posted again when there is something new to show", async () => {
  const card = adminCard(site, "ليلى");
  const { messages } = sandbox.workspace.channels.get(ADMIN_CHANNEL) ?? { messages: [] };
  messages.splice(
    messages.findIndex(({ ts }) => ts === card?.ts),
    1,
  );
  await approveAsPi(site, "ليلى");
  const again = await untilRequest(site, "ليلى", { waitsFor: "password" });
  expect(again.ts).not.toBe(card?.ts);
});

it("The card shows an email that was permanently rejected", async () => {
  mailCatcher.refused.set("ben@example.org", 550);
  await approveAsAdmin(site, "Ben Birch");
  await approveAsPi(site, "Ben Birch");
  await untilEvent(site, "Ben Birch", "undelivered");
  const card = await untilRequest(site, "Ben Birch", { waitsFor: "password" });
  expect(readText(card)).toMatch(/ben@example\.org.*no such mailbox/);
});

it("acct receives commands again after it has lost all connections to Slack", async () => {
  sandbox.dropConnections();
  await sandbox.until(() => sandbox.connections() === 2, "two connections");
  await sandbox.command({ user: "U0GRACE", channel: "C0GENERAL", text: "/acct help" }).catch(() => undefined);
  await answerToCommand(site, "U0ADA", ADMIN_CHANNEL, "/acct status");
});

describe("a process that is told to stop", () => {
  it.each<[string, Partial<Faults>]>([
    ["accepts no connections", { refuseSockets: true }],
    ["returns errors", { breakCalls: Number.POSITIVE_INFINITY }],
  ])("shuts down cleanly while Slack %s", async (_, faults) => {
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
    expect(await process.ended).toBe("exit code 0");
    await lonely.stop();
  });

  it("finishes its work and leaves no request leased", async () => {
    const second = await site.start();
    await second.stop();
    expect(await second.ended).toBe("exit code 0");
    expect(await database.query("select 1 from requests where lease_by is not null")).toEqual([]);
  });
});

it("A click that is delivered twice counts as one decision", async () => {
  expect(await ask(site, "U0ZOE")).toBe("closed");
  await untilRequest(site, "Zoë", { waitsFor: "admin" });
  sandbox.faults.deliverTwice = true;
  await approveAsAdmin(site, "Zoë");
  sandbox.faults.deliverTwice = false;
  await untilRequest(site, "Zoë", { waitsFor: "pi" });
  const approvals = await database.query(
    "select 1 from events e join requests r on r.id = request_id where e.kind = 'approved' and r.email = 'zoe@example.org'",
  );
  expect(approvals).toHaveLength(1);
});
