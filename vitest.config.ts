import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { compileCache } from "./dev/local-stack/cache-folder.ts";
import { LongestFirst } from "./test/longest-first.ts";
import { summaryReporter } from "./test/summary-reporter.ts";

// The workers inherit this. They load the same libraries for each file.
Object.assign(process.env, compileCache);

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/global-setup.ts"],
    // Most tests spend their time waiting for a workspace that accepts one message per second.
    maxWorkers: 4,
    sequence: { sequencer: LongestFirst },
    // Each file has a process of its own, which imports drizzle-orm.
    execArgv: ["--import", fileURLToPath(new URL("src/cli/resolve-drizzle.ts", import.meta.url))],
    // Most real servers start in well under a second; the limit is for a busy machine.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 60_000 } },
    // The output of a passing test is not interesting, even if it looks like an error.
    silent: "passed-only",
    reporters: ["default", summaryReporter()],
  },
});
