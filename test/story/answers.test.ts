import { afterAll, afterEach, expect, it } from "vitest";
import { ask, fill, form, press, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import {
  eventsOf,
  openHome,
  replyTo,
  untilDirectMessage,
  untilEmail,
  untilEvent,
  untilRequest,
} from "./until.ts";

/* How acct replies to people, even while Slack is slow, is down, or limits calls. */

const site = await newSite({ withLdap: false, settings: { slack: { messagesPerMinute: 100_000 } } });
const { sandbox, database } = site;
await site.start();
afterEach(() => {
  sandbox.faults.breakCalls = 0;
  sandbox.afterCall(undefined);
  sandbox.faults.rateLimit = { method: null, calls: 0, retryAfterSeconds: 1 };
});
afterAll(() => site.stop());

it("A submitted form is confirmed by one message", async () => {
  expect(await ask(site, "U0AMY", { project: "geo", projectKind: "new" })).toBe("closed");
  await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  await untilDirectMessage(site, "U0AMY", "received");
  expect(sandbox.messages("U0AMY")).toHaveLength(1);
});

it("An admin who presses Approve twice approves once, and is told so", async () => {
  const { ts } = await untilRequest(site, "Amy Ash", { waitsFor: "admin" });
  const twice = () =>
    Promise.all(
      [1, 2].map(() => sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "approve" })),
    );
  await replyTo(site, "U0ADA", ADMIN_CHANNEL, twice);
  expect((await eventsOf(site, "Amy Ash")).filter(({ kind }) => kind === "approved")).toHaveLength(1);
});

it("A guest's Home has text but no buttons, and the guest gets no message", async () => {
  const home = await openHome(site, "U0GUEST");
  expect(readText(home)).not.toBe("");
  expect(JSON.stringify(home.blocks)).not.toContain("action_id");
  expect(sandbox.messages("U0GUEST")).toEqual([]);
});

it("A form opens in time while Slack is slow to say who requested it", async () => {
  sandbox.afterCall(async ({ method }) => {
    if (method === "users.info") await sandbox.until(() => sandbox.modal("U0BEN"), "a form to open");
    return undefined;
  });
  await sandbox.command({ user: "U0BEN", channel: "C0GENERAL", text: "/acct request" });
  await sandbox.until(
    () => sandbox.modal("U0BEN")?.content.callback_id === "request-account" || undefined,
    "the form itself",
  );
  expect(await fill(site, "U0BEN", { ...form, project: "geo" })).toBe("closed");
  await untilRequest(site, "Ben Birch", { waitsFor: "admin" });
});

it("A request that comes in while Slack is down reaches the admins soon after Slack is back", async () => {
  sandbox.faults.breakCalls = 1_000_000;
  await importRows(site, [{ email: "away@example.org", givenName: "Avery", familyName: "Away" }]);
  await expect
    .poll(() =>
      database.query(
        "select 1 from requests where email = 'away@example.org' and stage = 'await-admin' and status = 'waiting'",
      ),
    )
    .toHaveLength(1);
  sandbox.faults.breakCalls = 0;
  await untilRequest(site, "Avery Away", { waitsFor: "admin" });
});

it("While Slack limits edits, acct sends no other edit", async () => {
  await press(site, "U0ADA", "claim", "Ben Birch");
  await untilRequest(site, "Ben Birch", { assignee: "Ada Okafor" });
  sandbox.faults.rateLimit = { method: "chat.update", calls: 5, retryAfterSeconds: 30 };
  await press(site, "U0GRACE", "claim", "Ben Birch");
  await expect.poll(() => sandbox.faults.rateLimit.calls).toBe(4);
  await press(site, "U0GRACE", "claim", "Avery Away");
  const postponed = () =>
    database.query(
      "select 1 from views where lease_token is null and run_at > now() + interval '5 s' and wanted_version > shown_version",
    );
  await expect.poll(postponed).toHaveLength(2);
  expect(sandbox.faults.rateLimit.calls).toBe(4);
});

it("If the admin channel is archived, the help address gets an email, and the cards are posted once the channel is back", async () => {
  sandbox.faults.rateLimit.calls = 0;
  const channel = sandbox.workspace.channels.get(ADMIN_CHANNEL);
  if (channel) channel.archived = true;
  await importRows(site, [{ email: "arch@example.org", givenName: "Arch", familyName: "Ived" }]);
  await untilEmail(site, "help@example.org", "admins-unreachable");
  if (channel) channel.archived = false;
  await untilRequest(site, "Arch Ived", { waitsFor: "admin" });
});

it("An approval counts while Slack returns HTTP 500: the card shows it, the PI is asked, and no event mentions HTTP", async () => {
  expect(await ask(site, "U0ZOE", { project: "sol", projectKind: "new", pi: "U0HOPPER" })).toBe("closed");
  await press(site, "U0ADA", "claim", "Zoë");
  await untilRequest(site, "Zoë", { assignee: "Ada Okafor" });
  sandbox.faults.breakCalls = 3;
  await press(site, "U0ADA", "approve", "Zoë");
  await untilEvent(site, "Zoë", "approved", "Ada Okafor");
  await expect.poll(() => sandbox.faults.breakCalls).toBe(0);
  await sandbox.until(
    () => sandbox.messages("U0HOPPER").some(({ text }) => text.includes("Zoë")),
    "the PI to be asked",
    60_000,
  );
  const notes = await database.query<{ note: string }>("select note from events");
  expect(notes.filter(({ note }) => /http|statusCode|500/i.test(note))).toEqual([]);
});
