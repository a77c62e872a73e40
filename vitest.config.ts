import { defineConfig } from "vitest/config";
import { summaryReporter } from "./test/summary-reporter.ts";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // Most tests wait most of the time, for a workspace that takes a message a second.
    maxWorkers: 3,
    // Real servers start in well under a second each; the limit is for a machine that is busy with other things.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    // What a passing test provokes on standard error is no news.
    silent: "passed-only",
    reporters: ["default", summaryReporter()],
  },
});
