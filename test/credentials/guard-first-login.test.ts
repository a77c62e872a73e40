import { expect, it } from "vitest";
import { guardFirstLogin } from "../../src/credentials/guard-first-login.ts";
import { type LoginGuard, LoginRejectedError } from "../../src/credentials/login-guard.ts";

it("The guard sees the first call, and every call that the system rejects, but not those that follow a success", async () => {
  const seen: string[] = [];
  const guard: LoginGuard = async (login) => {
    seen.push("asked");
    return login().catch((error: unknown) => {
      seen.push((error as Error).message);
      throw error;
    });
  };
  const guarded = guardFirstLogin(guard);
  const rejected = () => Promise.reject(new LoginRejectedError("rejected"));
  const failing = () => Promise.reject(new Error("away"));
  await expect(guarded(failing)).rejects.toThrow("away");
  expect(await guarded(async () => 1)).toBe(1);
  expect(seen).toEqual(["asked", "away", "asked"]);
  expect(await guarded(async () => 2)).toBe(2);
  await expect(guarded(failing)).rejects.toThrow("away");
  expect(seen).toHaveLength(3);
  await expect(guarded(rejected)).rejects.toThrow("rejected");
  expect(seen.slice(3)).toEqual(["asked", "rejected"]);
  await expect(guarded(rejected)).rejects.toThrow("rejected");
  expect(seen.slice(5)).toEqual(["asked", "rejected"]);
});
