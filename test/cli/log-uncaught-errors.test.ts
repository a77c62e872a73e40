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
