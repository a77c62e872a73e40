import { afterAll, beforeEach, expect, it } from "vitest";
import { inTransaction } from "../../../src/db/client.ts";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { describeSince, sendAdminDigest } from "../../../src/pipeline/jobs/admin-digest.ts";
import { expireRequests } from "../../../src/pipeline/jobs/expire-requests.ts";
import { remindApprovers } from "../../../src/pipeline/jobs/remind-approvers.ts";
import { DAY, HOUR, later, START } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";
import { act, aWaitingRequest, endAll, jobDeps, wasUp } from "./a-waiting-request.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(async () => {
  await endAll(database);
  await database.query("delete from notifications");
});

const dayOf = (moment: Date) => moment.toISOString().slice(0, 10);
const send = (now: Date, date = dayOf(now)) =>
  inTransaction(db, (tx) => sendAdminDigest(tx, now, { rules: jobDeps.rules, date }));
const digests = async () =>
  (await db.select().from(notifications)).filter(({ template }) => template === "admin-digest");

async function aStuckRequest() {
  const request = await aWaitingRequest(database, "create-accounts");
  await database.query(
    "update requests set status = 'stuck', waits_for = null, problem = 'LDAP is away' where id = $1",
    [request.id],
  );
  return request;
}

it("The digest lists what is waiting and what is stuck, once a day, in the admin channel", async () => {
  const stuck = await aStuckRequest();
  await aWaitingRequest(database, "await-admin");
  expect(await send(START)).toBe(1);
  await send(later(HOUR));
  const sent = await digests();
  expect(sent).toMatchObject([
    { via: "channel", toUser: "slack:CADMINS", requestId: null, data: { count: "1" } },
  ]);
  const lines = sent[0]?.data.list?.split("\n") ?? [];
  expect(lines).toHaveLength(2);
  expect(lines).toContainEqual(expect.stringMatching(new RegExp(`\\b1\\b.*\\b${stuck.id}$`)));
  expect(lines).toContainEqual(expect.stringMatching(/^○ 1 .*admin/));
});

it("The digest says how many people have left and still have access or running jobs, until nothing is left", async () => {
  const leaving = async (username: string, set: string) => {
    const { id } = await aWaitingRequest(database, "remove-access");
    await database.query(
      `update requests set kind = 'offboarding', username = $2, waits_for = null, ${set} where id = $1`,
      [id, username],
    );
  };
  await leaving("fresh", "status = 'running', problem = null");
  expect(await send(START)).toBe(0);
  await leaving("busy", "status = 'running', problem = 'LDAP, astro: 1 job still runs (77)'");
  await leaving("stuck", "status = 'stuck', problem = 'LDAP: the server is down'");
  expect(await send(START)).toBe(1);
  const lines = (await digests())[0]?.data.list?.split("\n") ?? [];
  expect(lines).toContainEqual(expect.stringMatching(/^⚠ 2 .*access/));
});

it("No digest is sent when there is nothing to report", async () => {
  expect(await send(START)).toBe(0);
  expect(await digests()).toEqual([]);
});

it("A digest that is sent late doesn't replace that of the next day", async () => {
  await aWaitingRequest(database, "await-admin");
  // At 5 p.m. on the 1st in Los Angeles, it is already the 2nd in UTC.
  await send(new Date("2028-12-02T01:00:00Z"), "2028-12-01");
  await send(new Date("2028-12-02T16:00:00Z"), "2028-12-02");
  expect(await digests()).toHaveLength(2);
});

it("A stuck request never ends automatically, and is in each day's digest until someone takes care of it", async () => {
  const { id } = await aStuckRequest();
  await wasUp(database, START, START);
  for (const days of [1, 31, 400]) {
    const now = later(days * DAY);
    await inTransaction(db, (tx) => expireRequests(tx, now, jobDeps));
    await inTransaction(db, (tx) => remindApprovers(tx, now, jobDeps));
    await send(now);
    const digest = (await digests()).find(({ key }) => key === `admin-digest:${dayOf(now)}`);
    expect(digest?.data.list).toMatch(new RegExp(`\\b1\\b.*\\b${id}$`, "m"));
  }
  expect(await database.query("select status from requests where id = $1", [id])).toEqual([
    { status: "stuck" },
  ]);
});

it("Monday's digest reaches back to Friday's, and says so", async () => {
  const friday = new Date("2028-12-01T07:00:00Z");
  await aWaitingRequest(database, "await-admin", {}, friday);
  await send(friday);
  const { id } = await aWaitingRequest(database, "await-admin", {}, friday);
  const later3h = new Date("2028-12-01T10:30:00Z");
  await act(database, id, { kind: "withdraw", by: { id: "slack:UAMY", name: "Amy Ash" }, note: "" }, later3h);
  await send(new Date("2028-12-04T07:00:00Z"));
  const digest = (await digests()).find(({ key }) => key === "admin-digest:2028-12-04");
  expect(digest?.data.list).toMatch(/\b1\b.*since Friday/);
});

it.each([
  ["2028-12-01T07:00:00Z", "2028-12-01T12:00:00Z", "earlier today"],
  ["2028-11-30T22:30:00Z", "2028-12-01T12:00:00Z", "yesterday"],
  ["2028-11-30T23:30:00Z", "2028-12-01T12:00:00Z", "earlier today"],
  ["2028-12-01T07:00:00Z", "2028-12-04T07:00:00Z", "Friday"],
  ["2028-11-01T07:00:00Z", "2028-12-04T07:00:00Z", "November 1"],
])("A digest of %s is named on %s as %s", (since, now, name) => {
  expect(describeSince(new Date(since), new Date(now), "Europe/Berlin")).toBe(name);
});
