import { afterAll, expect, it } from "vitest";
import { guardLogins } from "../../src/credentials/guard-logins.ts";
import { LoginPausedError, LoginRefusedError } from "../../src/credentials/login-guard.ts";
import { openLog } from "../../src/log.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
let clock = Date.parse("2026-03-02T08:00:00Z");
const pass = (minutes: number) => {
  clock += minutes * 60_000;
};

/** The guards of one process. */
const aProcess = () =>
  guardLogins({
    db: database.db,
    secretKey: Buffer.alloc(32, "guard"),
    now: () => new Date(clock),
    log: openLog("silent"),
  });

/** A system that takes one password, and counts the tries. */
function aSystem(password: string) {
  const system = {
    tries: 0,
    logIn: (given: string) => async () => {
      system.tries++;
      if (given !== password) throw new LoginRefusedError("it refuses our bind");
      return "welcome";
    },
  };
  return system;
}

it("Ten logins at the same moment with a refused credential are one try, and one for all processes from then on", async () => {
  const system = aSystem("right");
  const guard = aProcess()("ten", ["wrong"]);
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => guard(system.logIn("wrong"))));
  expect(tries.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
  await expect(aProcess()("ten", ["wrong"])(system.logIn("wrong"))).rejects.toThrow(LoginPausedError);
  expect(system.tries).toBe(1);
});

it("A credential that stays refused is tried fewer than five times in the first day and a half", async () => {
  const system = aSystem("right");
  for (let minutes = 0; minutes < 36 * 60; minutes += 5) {
    await aProcess()("day", ["wrong"])(system.logIn("wrong")).catch(() => undefined);
    pass(5);
  }
  expect(system.tries).toBe(4);
});

it("Another credential is tried at once, and a success lets the next refusal count from one again", async () => {
  const system = aSystem("right");
  const guards = aProcess();
  await expect(guards("new", ["wrong"])(system.logIn("wrong"))).rejects.toThrow("it refuses our bind");
  expect(await guards("new", ["right"])(system.logIn("right"))).toBe("welcome");

  const changing = aSystem("later");
  const guard = guards("changing", ["later"]);
  await expect(guard(aSystem("before").logIn("later"))).rejects.toThrow(LoginRefusedError);
  pass(16);
  expect(await guard(changing.logIn("later"))).toBe("welcome");
  await expect(guard(aSystem("again").logIn("later"))).rejects.toThrow(LoginRefusedError);
  await expect(guard(changing.logIn("later"))).rejects.toThrow(
    "it refuses our bind. The login was rejected once; acct won't retry it before 2026-03-0",
  );
});

it("A login that fails for another reason is not held back, and a locked entry is asked again soon", async () => {
  const guard = aProcess()("away", ["right"]);
  const away = () => Promise.reject(new Error("nobody listens"));
  await expect(guard(away)).rejects.toThrow("nobody listens");
  await expect(guard(away)).rejects.toThrow("nobody listens");
  await expect(
    guard(() => Promise.reject(new LoginRefusedError("the entry is locked", { locked: true }))),
  ).rejects.toThrow("locked");
  pass(3);
  expect(await guard(aSystem("right").logIn("right"))).toBe("welcome");
});

it("A login that hangs does not keep the others waiting", async () => {
  const guard = aProcess()("hanging", ["right"]);
  let release: (() => void) | undefined;
  const hanging = guard(() => new Promise<void>((resolve) => (release = resolve)));
  expect(await guard(aSystem("right").logIn("right"))).toBe("welcome");
  release?.();
  await hanging;
});

it("No password stands in the database, only what cannot be turned back into one", async () => {
  const system = aSystem("right");
  await aProcess()("stored", ["CANARY-password"])(system.logIn("CANARY-password")).catch(() => undefined);
  const rows = await database.query("select * from refused_logins");
  expect(JSON.stringify(rows)).not.toContain("CANARY");
});
