import { defineConfig, mergeConfig } from "vitest/config";
import tests from "./vitest.config.ts";

/** The long proof in which things go wrong at random. It says what it did, also when it passes. */
export default mergeConfig(
  { ...tests, test: { ...tests.test, include: [] } },
  defineConfig({ test: { include: ["test/chaos/*.proof.ts"], silent: false, testTimeout: 600_000 } }),
);
