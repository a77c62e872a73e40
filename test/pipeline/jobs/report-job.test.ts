import { afterAll, beforeEach, expect, it } from "vitest";
import { notifications } from "../../../src/db/tables/notifications.ts";
import { Failure } from "../../../src/failure/failure.ts";
import { openLog } from "../../../src/log.ts";
import { reportFailedJob, reportJobDone } from "../../../src/pipeline/jobs/report-job.ts";
import { HOUR, later, someRules } from "../../in-memory/pipeline-deps.ts";
import { newDatabase } from "../../new-database.ts";

const database = await newDatabase();
const { db } = database;
afterAll(() => database.close());
beforeEach(async () => {
  await database.query("delete from notifications");
  await database.query("delete from troubles");
});

const { site, ...others } = someRules();
const rules = { ...others, site: { ...site, alerts: ["ops@example.org"] } };
const deps = { db, rules, log: openLog("silent") };
const fail = (hours: number, why = "LDAP can't be reached", job = "remind-pis") =>
  reportFailedJob(job, new Failure(why), later(hours * HOUR), deps);
const told = async () =>
  (await db.select().from(notifications)).map(({ template, via, toEmail, thread, data }) => ({
    template,
    to: toEmail ?? via,
    thread,
    count: data.count,
  }));

it("A job that fails three times in a row is told to the admins, in their channel and by email, with its cause and no secret of it", async () => {
  await fail(0);
  await fail(1);
  expect(await told()).toEqual([]);
  await reportFailedJob("remind-pis", new TypeError("canary is undefined"), later(2 * HOUR), deps);
  expect(await told()).toMatchObject([
    { template: "job-failed", to: "channel", count: "3" },
    { template: "job-failed", to: "ops@example.org", count: "3" },
  ]);
  expect(JSON.stringify(await db.select().from(notifications))).not.toContain("canary");
});

it("They are told once a day for each cause and job", async () => {
  for (let hours = 0; hours < 10; hours++) await fail(hours);
  expect(await told()).toHaveLength(2);
  await fail(10, "The disk is full");
  expect(await told()).toHaveLength(4);
  await fail(24);
  expect(await told()).toHaveLength(6);
  for (let hours = 24; hours < 27; hours++) await fail(hours, "The disk is full", "expire-requests");
  expect(await told()).toHaveLength(8);
});

it("A run that works in between starts the count again, and processes that fail at the same time count once", async () => {
  await fail(0);
  await fail(1);
  await reportJobDone("remind-pis", later(2 * HOUR), deps);
  for (let n = 0; n < 5; n++) await fail(3);
  await Promise.all([fail(4), fail(4), fail(4)]);
  expect(await told()).toEqual([]);
});

it("Once it works again, the thread of the message says so, once, and so does an email", async () => {
  for (let hours = 0; hours < 3; hours++) await fail(hours);
  const [{ key } = { key: "" }] = (await db.select().from(notifications)).filter(
    ({ via }) => via === "channel",
  );
  await Promise.all([1, 2].map(() => reportJobDone("remind-pis", later(3 * HOUR), deps)));
  await reportJobDone("remind-pis", later(4 * HOUR), deps);
  expect((await told()).slice(2)).toMatchObject([
    { template: "thread-note", to: "channel", thread: key },
    { template: "thread-note", to: "ops@example.org", thread: null },
  ]);
});
