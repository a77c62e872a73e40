import { afterAll, expect, it } from "vitest";
import { guardLogins } from "../../src/credentials/guard-logins.ts";
import { LoginPausedError, LoginRejectedError } from "../../src/credentials/login-guard.ts";
import { openLog } from "../../src/log.ts";
import { aFailure } from "../a-failure.ts";
import { newDatabase } from "../new-database.ts";

const database = await newDatabase();
afterAll(() => database.close());
let clock = Date.parse("2026-03-02T08:00:00Z");
const pass = (minutes: number) => {
  clock += minutes * 60_000;
};

/** Creates the guards of one process. */
const aProcess = () =>
  guardLogins({
    db: database.db,
    secretKey: Buffer.alloc(32, "guard"),
    now: () => new Date(clock),
    log: openLog("silent"),
  });

/** A system that accepts one password and counts the attempts. */
function aSystem(password: string) {
  const system = {
    tries: 0,
    logIn: (given: string) => async () => {
      system.tries++;
      if (given !== password) throw new LoginRejectedError("it rejects our bind");
      return "welcome";
    },
  };
  return system;
}

it("Ten simultaneous logins with a rejected credential are one attempt, and no other process tries again", async () => {
  const system = aSystem("right");
  const guard = aProcess()("ten", ["wrong"]);
  const tries = await Promise.allSettled(Array.from({ length: 10 }, () => guard(system.logIn("wrong"))));
  expect(tries.map(({ status }) => status)).toEqual(Array(10).fill("rejected"));
  await expect(aProcess()("ten", ["wrong"])(system.logIn("wrong"))).rejects.toThrow(LoginPausedError);
  expect(system.tries).toBe(1);
});

it("A credential that stays rejected is tried fewer than five times in the first day and a half", async () => {
  const system = aSystem("right");
  for (let minutes = 0; minutes < 36 * 60; minutes += 5) {
    await aProcess()("day", ["wrong"])(system.logIn("wrong")).catch(() => undefined);
    pass(5);
  }
  expect(system.tries).toBe(4);
});

it("Another credential is tried immediately, and after a success the count of rejections starts again at one", async () => {
  const system = aSystem("right");
  const guards = aProcess();
  await expect(guards("new", ["wrong"])(system.logIn("wrong"))).rejects.toMatchObject(
    aFailure(/it rejects our bind/, "LoginRejectedError"),
  );
  expect(await guards("new", ["right"])(system.logIn("right"))).toBe("welcome");

  const changing = aSystem("later");
  const guard = guards("changing", ["later"]);
  await expect(guard(aSystem("before").logIn("later"))).rejects.toThrow(LoginRejectedError);
  pass(16);
  expect(await guard(changing.logIn("later"))).toBe("welcome");
  await expect(guard(aSystem("again").logIn("later"))).rejects.toThrow(LoginRejectedError);
  await expect(guard(changing.logIn("later"))).rejects.toMatchObject(
    aFailure(/it rejects our bind.* once.* 2026-03-0\d \d\d:\d\d UTC/, "LoginPausedError"),
  );
});

it("A login that fails for another reason is not paused, and a locked entry is tried again soon", async () => {
  const guard = aProcess()("away", ["right"]);
  const away = () => Promise.reject(new Error("nobody listens"));
  await expect(guard(away)).rejects.toThrow("nobody listens");
  await expect(guard(away)).rejects.toThrow("nobody listens");
  await expect(
    guard(() => Promise.reject(new LoginRejectedError("the entry is locked", { locked: true }))),
  ).rejects.toThrow("locked");
  pass(3);
  expect(await guard(aSystem("right").logIn("right"))).toBe("welcome");
});

it("A login that hangs does not block the others", async () => {
  const guard = aProcess()("hanging", ["right"]);
  let release: (() => void) | undefined;
  const hanging = guard(() => new Promise<void>((resolve) => (release = resolve)));
  expect(await guard(aSystem("right").logIn("right"))).toBe("welcome");
  release?.();
  await hanging;
});

it("The database contains no passwords", async () => {
  const system = aSystem("right");
  await aProcess()("stored", ["CANARY-password"])(system.logIn("CANARY-password")).catch(() => undefined);
  const rows = await database.query("select * from rejected_logins");
  expect(JSON.stringify(rows)).not.toContain("CANARY");
});
