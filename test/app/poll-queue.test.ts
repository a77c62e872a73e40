import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { pollQueue } from "../../src/app/poll-queue.ts";
import { openLog } from "../../src/log.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

type Outcome = "works" | "fails" | "skipped";

/** Polls once a minute with these outcomes, and lists what the admins are told after which poll. */
async function told(outcomes: readonly Outcome[]): Promise<string[]> {
  const news: string[] = [];
  let polls = 0;
  const polling = pollQueue({
    everyMs: 60_000,
    task: "read it",
    log: openLog("silent"),
    async poll() {
      const outcome = outcomes[polls++];
      if (outcome === "fails") throw new Error("away");
      return outcome;
    },
    tell: async () => void news.push(`${polls}: fails`),
    tellWorks: async () => void news.push(`${polls}: works`),
  });
  while (polls < outcomes.length) await vi.advanceTimersByTimeAsync(60_000);
  await polling.stop();
  return news;
}

const times = (count: number, outcome: Outcome) => Array.from({ length: count }, () => outcome);

it("The admins are told after ten minutes of failures, and once when it works again", async () => {
  expect(await told([...times(11, "fails"), "works", "works"])).toEqual(["11: fails", "12: works"]);
  expect(await told([...times(10, "fails"), "works"])).toEqual(["11: works"]);
});

it("Work that another process does is no news: neither that it works again, nor that it doesn't", async () => {
  expect(await told([...times(11, "fails"), "skipped", "fails", "skipped", "works"])).toEqual([
    "11: fails",
    "13: fails",
    "15: works",
  ]);
});
