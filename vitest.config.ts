import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { compileCache } from "./dev/local-stack/cache-folder.ts";
import { LongestFirst } from "./test/longest-first.ts";
import { summaryReporter } from "./test/summary-reporter.ts";
import { restToday } from "./test/taking-turns.ts";

// The workers inherit this. They load the same libraries for each file.
Object.assign(process.env, compileCache);

/** Options of the whole run. */
export const run = {
  globalSetup: ["test/global-setup.ts"],
  // Most of these need a process of acct and a real server or two, so more would only wait for each other.
  maxWorkers: 3,
  sequence: { sequencer: LongestFirst },
  // The output of a passing test is not interesting, even if it looks like an error.
  silent: "passed-only" as const,
  reporters: ["default", summaryReporter()],
};

/** Options of each test. */
export const each = {
  // Each process imports drizzle-orm.
  execArgv: ["--import", fileURLToPath(new URL("src/cli/resolve-drizzle.ts", import.meta.url))],
  // Most real servers start in well under a second; the limits are for a busy machine.
  testTimeout: 240_000,
  hookTimeout: 240_000,
  expect: { poll: { timeout: 100_000 } },
};

/** The tests in these folders leave nothing behind in their process, so one process runs many files and loads acct once. */
const SHARED = [
  "adopt",
  "agreements",
  "arvados",
  "chat",
  "commands",
  "config",
  "credentials",
  "db",
  "docs",
  "failure",
  "gitlab",
  "handlers",
  "health",
  "in-memory",
  "intake",
  "mail",
  "pipeline",
  "rules",
  "view",
].map((folder) => `test/${folder}/**/*.test.ts`);

const resting = restToday(process.argv.slice(2));

export default defineConfig({
  test: {
    ...run,
    projects: [
      { test: { ...each, name: "alone", include: ["test/**/*.test.ts"], exclude: [...SHARED, ...resting] } },
      { test: { ...each, name: "together", include: SHARED, exclude: resting, isolate: false } },
    ],
  },
});
