import { expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";

const file = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

it("An error that nobody has foreseen ends the process, and the log says which it was", async () => {
  const program = `
    import { logLastWords } from ${file("cli/log-last-words.ts")};
    import { openLog } from ${file("log.ts")};
    logLastWords(openLog("info"));
    Promise.reject(new Error("the sky has fallen"));`;
  const { code, stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    msg: "exiting after an unhandled error",
    err: { message: "the sky has fallen" },
  });
});
