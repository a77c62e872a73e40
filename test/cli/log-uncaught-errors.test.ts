import { expect, it } from "vitest";
import { run } from "../../dev/local-stack/run.ts";

const file = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);

/** Runs this statement in a process that logs uncaught errors, and that says something half a second later. */
async function after(statement: string) {
  const program = `
    import { logUncaughtErrors } from ${file("cli/log-uncaught-errors.ts")};
    import { openLog } from ${file("log.ts")};
    const log = openLog("info");
    logUncaughtErrors(log);
    setTimeout(() => log.info("still here"), 500);
    ${statement}`;
  const { code, stdout } = await run(process.execPath, ["--input-type=module", "--eval", program]);
  return {
    code,
    lines: stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as object),
  };
}

it("An uncaught exception ends the process, and the log says which one it was", async () => {
  const { code, lines } = await after('setImmediate(() => { throw new Error("the sky has fallen"); });');
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.objectContaining({ level: 50, err: expect.objectContaining({ message: "the sky has fallen" }) }),
  ]);
});

it("A rejection that a library leaves unhandled is logged, and the process keeps running", async () => {
  const { code, lines } = await after('Promise.reject(new Error("invalid_auth"));');
  expect(code).toBe(0);
  expect(lines).toEqual([
    expect.objectContaining({ level: 50, err: expect.objectContaining({ message: "invalid_auth" }) }),
    expect.objectContaining({ msg: "still here" }),
  ]);
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
