import { defineConfig } from "vitest/config";
import { each, run } from "./vitest.config.ts";

/** The long test in which things fail at random. It prints what it did even if it passes. */
export default defineConfig({
  test: { ...run, ...each, include: ["test/chaos/*.proof.ts"], silent: false, testTimeout: 600_000 },
});
