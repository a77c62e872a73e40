import { defineConfig, mergeConfig } from "vitest/config";
import tests from "./vitest.config.ts";

/** The long test in which things fail at random. It prints what it did even if it passes. */
export default mergeConfig(
  { ...tests, test: { ...tests.test, include: [] } },
  defineConfig({ test: { include: ["test/chaos/*.proof.ts"], silent: false, testTimeout: 600_000 } }),
);
