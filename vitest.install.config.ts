import { defineConfig } from "vitest/config";
import { each, run } from "./vitest.config.ts";

/** The long tests that a fresh clone installs and starts. They run one after the other, because each of them uses both cores. */
export default defineConfig({
  test: {
    ...run,
    ...each,
    include: ["test/install/*.proof.ts"],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
