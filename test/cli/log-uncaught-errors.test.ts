import { expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";

const file = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

it("An unhandled error ends the process, and the log contains it", async () => {
  const program = `
    import { logUncaughtErrors } from ${file("cli/log-uncaught-errors.ts")};
    import { openLog } from ${file("log.ts")};
    logUncaughtErrors(openLog("info"));
    Promise.reject(new Error("the sky has fallen"));`;
  const { code, stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    msg: "exiting after an unhandled error",
    err: { message: "the sky has fallen" },
  });
});
