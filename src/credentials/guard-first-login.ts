import { type LoginGuard, LoginRejectedError } from "./login-guard.ts";

/**
 * Returns a guard for a system in which every call logs in. Once a call got past the login, the next ones don't ask the guard, which
 * would make them wait for each other, until the system rejects one.
 */
export function guardFirstLogin(guard: LoginGuard): LoginGuard {
  let isLoggedIn = false;
  return async (call) => {
    if (!isLoggedIn) {
      return guard(async () => {
        const answer = await call();
        isLoggedIn = true;
        return answer;
      });
    }
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof LoginRejectedError)) throw error;
      isLoggedIn = false;
      return guard(() => Promise.reject(error));
    }
  };
}
