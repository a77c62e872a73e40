import { afterAll, beforeAll, expect, it } from "vitest";
import { adminCard, fill, hasButton, press, readText } from "../../dev/local-stack/people.ts";
import { ADMIN_CHANNEL } from "../../dev/sandbox/campus.ts";
import { formatRequestRef, type RequestRef } from "../../src/view/request-ref.ts";
import { importRows } from "./import-rows.ts";
import { newSite } from "./new-site.ts";
import { replyTo, untilRequest } from "./until.ts";
import { answerToCommand, untilHome } from "./until-more.ts";

const site = await newSite({ withLdap: false });
const { sandbox, database } = site;
afterAll(() => site.stop());

const NAMES = ["Card", "Status", "Home", "Queue"] as const;
const known = new Map<string, RequestRef>();
beforeAll(async () => {
  await site.start();
  await importRows(
    site,
    [...NAMES, "Refused"].map((name) => ({ email: `${name.toLowerCase()}@example.org`, givenName: name })),
  );
  for (const name of [...NAMES, "Refused"]) {
    await untilRequest(site, name, { waitsFor: "admin" });
    const [row] = await database.query<RequestRef>(
      "select id, mark, version from requests where given_name = $1",
      [name],
    );
    if (row) known.set(name, row);
  }
});

const of = (name: string) => known.get(name) ?? { id: 0, mark: "" };
const status = (user: string, name: string, place: string) =>
  answerToCommand(site, user, place, `/acct status ${of(name).id}`);
/** What a decision records on a request and in its history, without the times. */
async function recordOf(name: string) {
  const [row] = await database.query<{ approvals: readonly object[]; stage: string }>(
    "select approvals, stage from requests where id = $1",
    [of(name).id],
  );
  // Everyone has a plan of their own, of which the event has the hash.
  const events = await database.query(
    "select kind, stage, actor, actor_name, note, detail - 'plan' as detail, detail ? 'plan' as has_plan from events where request_id = $1 and actor <> 'acct' order by seq",
    [of(name).id],
  );
  const [admin] = row?.approvals ?? [];
  // The first event is the requester's own.
  return { stage: row?.stage, admin: { ...admin, address: "theirs", at: "then" }, events: events.slice(1) };
}

/** Each way in which an admin can approve. */
const WAYS: Readonly<Record<(typeof NAMES)[number], () => Promise<unknown>>> = {
  Card: () => press(site, "U0ADA", "approve", "Card"),
  Status: async () => {
    const { ts } = await status("U0ADA", "Status", ADMIN_CHANNEL);
    await sandbox.press({ user: "U0ADA", channel: ADMIN_CHANNEL, ts, actionId: "approve" });
  },
  Home: async () => {
    await untilHome(site, "U0ADA", ({ text }) => text.includes("Home"));
    const value = formatRequestRef(of("Home"));
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "approve", value });
  },
  Queue: async () => {
    await sandbox.pressAtHome({ user: "U0ADA", actionId: "review-queue" });
    const picked0 = [formatRequestRef(of("Queue"))];
    await fill(site, "U0ADA", { picked0, verdict: "approved", confirmed: "yes" });
  },
};

it("An approval is recorded the same way whether it is given on the card, in /acct status, on Home, or in the review list", async () => {
  for (const name of NAMES) {
    await WAYS[name]();
    await untilRequest(site, name, { waitsFor: "pi", piUser: "U0HOPPER" });
  }
  const [first, ...others] = await Promise.all(NAMES.map(recordOf));
  expect(first).toMatchObject({
    stage: "await-pi",
    admin: { verdict: "approved" },
    events: [{ kind: "approved", actor: "slack:U0ADA" }],
  });
  for (const other of others) expect(other).toEqual(first);
});

it("People who are not admins can approve neither on the card nor in /acct status", async () => {
  const before = await recordOf("Refused");
  expect(hasButton(await status("U0ADA", "Refused", ADMIN_CHANNEL), "approve")).toBe(true);
  const card = adminCard(site, "Refused");
  // A member of the channel who is not an admin.
  sandbox.workspace.channels.get(ADMIN_CHANNEL)?.members.add("U0ZOE");
  await replyTo(site, "U0ZOE", ADMIN_CHANNEL, () =>
    sandbox.press({ user: "U0ZOE", channel: ADMIN_CHANNEL, ts: card?.ts ?? "", actionId: "approve" }),
  );
  expect(readText(await status("U0ZOE", "Refused", "C0GENERAL"))).not.toContain("Refused");
  expect(await recordOf("Refused")).toEqual(before);
});
