import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it, vi } from "vitest";
import { restToday, TAKING_TURNS } from "./taking-turns.ts";

const DAY_MS = 86_400_000;

it("Each test that takes turns exists, and runs on one of any four days", () => {
  vi.stubEnv("ALL_TESTS", "");
  const days = [0, 1, 2, 3].map((day) => restToday([], new Date(Date.now() + day * DAY_MS)));
  for (const file of TAKING_TURNS) {
    expect(existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url))), file).toBe(true);
    expect(
      days.filter((resting) => !resting.includes(file)),
      file,
    ).toHaveLength(1);
  }
});

it("A test that is named on the command line always runs", () => {
  expect(restToday(["run", "test/story/rivals.test.ts"])).toEqual([]);
});
