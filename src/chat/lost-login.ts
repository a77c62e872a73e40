import { LoginPausedError, LoginRejectedError } from "../credentials/login-guard.ts";
import { AccessLostError, type Chat } from "./chat.ts";

/**
 * The same chat, which says while acct has no login there that it has lost its access: unlike an outage, that doesn't end by itself, so
 * the admins in the other chats are told at once. `findRejection` returns why the chat hasn't started.
 */
export function withLostLogin<C extends Chat>(chat: C, findRejection: () => unknown): C {
  return {
    ...chat,
    async ping() {
      const rejection = findRejection();
      try {
        if (rejection !== undefined) throw rejection;
        await chat.ping();
      } catch (error) {
        if (!(error instanceof LoginRejectedError || error instanceof LoginPausedError)) throw error;
        throw new AccessLostError(error.message, { cause: error });
      }
    },
  };
}
