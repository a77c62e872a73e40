import { expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";

const file = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

it("An uncaught error ends the process, and the log says which one it was", async () => {
  const program = `
    import { logUncaughtErrors } from ${file("cli/log-uncaught-errors.ts")};
    import { openLog } from ${file("log.ts")};
    logUncaughtErrors(openLog("info"));
    Promise.reject(new Error("the sky has fallen"));`;
  const { code, stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    level: 50,
    err: { message: "the sky has fallen" },
  });
});

it("A warning of a library is a line of the log, and not prose on standard error", async () => {
  const program = `
    import { logUncaughtErrors } from ${file("cli/log-uncaught-errors.ts")};
    import { openLog } from ${file("log.ts")};
    logUncaughtErrors(openLog("info"));
    process.emitWarning("this will change");`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({ level: 40, msg: "this will change" });
});
