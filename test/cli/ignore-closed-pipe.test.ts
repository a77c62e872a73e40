import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";

const cli = fileURLToPath(new URL("../../src/cli.ts", import.meta.url));

it("A command whose reader closes the pipe early exits cleanly and prints nothing to standard error", async () => {
  // `:` exits long before Node.js has started.
  const pipeline = `{ "$0" "$1" schema; echo "exit code $?" >&2; } | :`;
  const { stderr } = await run("bash", ["-c", pipeline, process.execPath, cli]);
  expect(stderr).toBe("exit code 0\n");
});
