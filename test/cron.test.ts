import pg from "pg";
import { afterAll, afterEach, expect, it, vi } from "vitest";
import { approvalsOf } from "../dev/local-stack/approvals-of.ts";
import { startCron } from "../src/cron.ts";
import { notifications } from "../src/db/tables/notifications.ts";
import { openLog } from "../src/log.ts";
import { buildWorkflows } from "../src/pipeline/workflows.ts";
import type { RuleBook } from "../src/rules/rule-book.ts";
import { inMemoryChat } from "./in-memory/in-memory-chat.ts";
import { DAY, HOUR, later, someRules } from "./in-memory/pipeline-deps.ts";
import { anAccount } from "./in-registry.ts";
import { newDatabase } from "./new-database.ts";
import { aTrustedRequest, IN_STAFF, NOT_IN_STAFF, STAFF } from "./pipeline/jobs/a-trusted-request.ts";
import { aWaitingRequest, jobDeps } from "./pipeline/jobs/a-waiting-request.ts";
import { aBook } from "./pipeline/rules/a-rule-book.ts";

const databases = await Promise.all([newDatabase(), newDatabase(), newDatabase(), newDatabase()]);
const [database, shared, trusting, stopping] = databases;
afterAll(() => Promise.all(databases.map((one) => one.close())));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

it("A job that was due while the process was paused runs when the process continues, without a warning from the scheduler", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"], now: new Date("2028-03-24T12:58:00Z") });
  const cron = startCron({
    db: database.db,
    chat: { ...inMemoryChat(), getUser: () => Promise.reject(new Error("no one should be looked up here")) },
    now: () => new Date(),
    log: openLog("silent"),
    workflows: buildWorkflows(approvalsOf({ account: ["admin"], membership: ["pi"], quota: ["admin"] })),
    rules: someRules({
      times: { passwordLink: 1, undo: 1, closeAfter: 1, remindPi: 1, expireAfter: 1, eraseAfter: 1 },
    }),
    digest: { at: "08:00", days: "never" },
    timeZone: "Europe/Berlin",
  });
  const hours = () =>
    database.query<{ hour: number }>(
      "select extract(hour from slot at time zone 'UTC')::int as hour from cron_slots where name = 'remind-pis' order by slot",
    );
  await vi.waitFor(async () => expect(await hours()).toEqual([{ hour: 12 }]), { timeout: 100_000 });

  // The process is paused at 13:17, as on a machine that is being migrated. The next tick would come at 14:17.
  vi.setSystemTime(new Date("2028-03-24T13:20:00Z"));
  await vi.advanceTimersByTimeAsync(19 * 60_000);
  vi.useRealTimers();
  await expect.poll(hours).toEqual([{ hour: 12 }, { hour: 13 }]);
  await cron.stop();
  expect(warned).not.toHaveBeenCalled();
});

it("When jobs are due in two processes at the same time, only one does the work; a missed run is caught up on", async () => {
  await aWaitingRequest(shared, "await-pi");
  const reminders = async () =>
    (await shared.db.select().from(notifications)).filter(({ template }) => template === "pi-reminder");
  const late = later(2 * DAY + 5 * HOUR);
  const crons = [1, 2].map(() =>
    startCron({
      ...jobDeps,
      db: shared.db,
      chat: inMemoryChat(),
      now: () => late,
      log: openLog("silent"),
      digest: { at: "08:00", days: "daily" },
      timeZone: "Europe/Berlin",
    }),
  );
  await expect.poll(reminders).toHaveLength(1);
  await expect
    .poll(() => shared.query("select 1 from cron_slots where slot > $1", [later(2 * DAY)]))
    .toHaveLength(16);
  await Promise.all(crons.map((cron) => cron.stop()));
  expect(await reminders()).toHaveLength(1);
});

it("Trust is reviewed once a day, and a run that failed isn't counted", async () => {
  await anAccount(trusting.db, "amy");
  await aTrustedRequest(trusting, { username: "amy" });
  const start = (book: RuleBook, now: Date) =>
    startCron({
      ...jobDeps,
      ...{ db: trusting.db, chat: inMemoryChat(), now: () => now, log: openLog("silent"), ruleBook: book },
      digest: { at: "08:00", days: "never" },
      timeZone: "Europe/Berlin",
    });
  const slots = () => trusting.query("select 1 from cron_slots where name = 'review-trust'");
  const reviews = () => trusting.query("select 1 from requests where kind = 'trust-review'");
  const troubles = () => trusting.query("select 1 from troubles where name like '%review-trust%'");
  const broken: RuleBook = {
    ...aBook(STAFF),
    rules() {
      throw new Error("the rules can't be read");
    },
  };
  const crons = [start(broken, later(0))];
  await expect.poll(troubles).toHaveLength(1);
  expect(await slots()).toEqual([]);

  crons.push(start(aBook(STAFF, IN_STAFF), later(HOUR)));
  await expect.poll(slots).toHaveLength(1);
  crons.push(start(aBook(STAFF, NOT_IN_STAFF), later(2 * HOUR)));
  crons.push(start(aBook(STAFF, NOT_IN_STAFF), later(DAY)));
  await expect.poll(slots).toHaveLength(2);
  expect(await reviews()).toHaveLength(1);
  await Promise.all(crons.map((cron) => cron.stop()));
});

it("A process that stops waits for the jobs that are running", async () => {
  const outsider = new pg.Client({ connectionString: stopping.url });
  await outsider.connect();
  await outsider.query("begin; lock table cron_slots in access exclusive mode");
  const cron = startCron({
    ...jobDeps,
    ...{ db: stopping.db, chat: inMemoryChat(), now: () => later(0), log: openLog("silent") },
    digest: { at: "08:00", days: "never" },
    timeZone: "Europe/Berlin",
  });
  const waiting = () => stopping.query("select 1 from pg_stat_activity where wait_event_type = 'Lock'");
  await expect.poll(waiting).not.toEqual([]);
  const stopped = cron.stop();
  await outsider.end();
  await stopped;
  expect(await stopping.query("select 1 from cron_slots where name = 'remind-pis'")).toHaveLength(1);
  expect(await waiting()).toEqual([]);
});
