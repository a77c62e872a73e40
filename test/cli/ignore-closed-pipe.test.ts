import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

it("A command whose reader has read enough ends in order, with nothing on standard error", async () => {
  // `:` has ended long before Node has started.
  const pipeline = `{ "$0" "$1" schema; echo "exit code $?" >&2; } | :`;
  const { stderr } = await run("bash", ["-c", pipeline, process.execPath, cli]);
  expect(stderr).toBe("exit code 0\n");
});
