import { afterAll, afterEach, expect, it, vi } from "vitest";
import { approvalsOf } from "../dev/local-stack/approvals-of.ts";
import { startCron } from "../src/cron.ts";
import { notifications } from "../src/db/tables/notifications.ts";
import { openLog } from "../src/log.ts";
import { buildWorkflows } from "../src/pipeline/workflows.ts";
import { inMemoryChat } from "./in-memory/in-memory-chat.ts";
import { DAY, HOUR, later, someRules } from "./in-memory/pipeline-deps.ts";
import { newDatabase } from "./new-database.ts";
import { aWaitingRequest, jobDeps } from "./pipeline/jobs/a-waiting-request.ts";

// Each test has its own database: `stop` ends the schedule, but not a job that is already running.
const [database, shared] = await Promise.all([newDatabase(), newDatabase()]);
afterAll(() => Promise.all([database.close(), shared.close()]));
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
      times: { passwordLink: 1, closeAfter: 1, remindPi: 1, expireAfter: 1, eraseAfter: 1 },
    }),
    digest: { at: "08:00", days: "never" },
    timeZone: "Europe/Berlin",
  });
  const hours = () =>
    database.query<{ hour: number }>(
      "select extract(hour from slot at time zone 'UTC')::int as hour from cron_slots where name = 'remind-pis' order by slot",
    );
  await vi.waitFor(async () => expect(await hours()).toEqual([{ hour: 12 }]), { timeout: 30_000 });

  // The process is paused at 13:17, as on a machine that is being migrated. The next tick would come at 14:17.
  vi.setSystemTime(new Date("2028-03-24T13:20:00Z"));
  await vi.advanceTimersByTimeAsync(19 * 60_000);
  vi.useRealTimers();
  await expect.poll(hours).toEqual([{ hour: 12 }, { hour: 13 }]);
  cron.stop();
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
    .toHaveLength(11);
  for (const cron of crons) cron.stop();
  expect(await reminders()).toHaveLength(1);
});
