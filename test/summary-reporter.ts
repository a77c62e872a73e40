import type { Reporter } from "vitest/node";

/** Prints the totals as the last line of a run, for people and for CI. A file that can't be loaded counts as failed. */
export function summaryReporter(): Reporter {
  return {
    onTestRunEnd(modules) {
      let passed = 0;
      let failed = 0;
      for (const module of modules) {
        failed += module.errors().length;
        for (const test of module.children.allTests()) {
          if (test.result().state === "passed") passed++;
          else failed++;
        }
      }
      process.once("exit", () => console.log(`${passed} passed, ${failed} failed`));
    },
  };
}
