import { defineConfig, mergeConfig } from "vitest/config";
import tests from "./vitest.config.ts";

/** The long tests that a fresh clone installs and starts. They run one after the other, because each of them uses both cores. */
export default mergeConfig(
  { ...tests, test: { ...tests.test, include: [] } },
  defineConfig({
    test: {
      include: ["test/install/*.proof.ts"],
      fileParallelism: false,
      testTimeout: 600_000,
      hookTimeout: 600_000,
    },
  }),
);
