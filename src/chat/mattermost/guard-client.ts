import {
  type LoginGuard,
  type LoginGuardOptions,
  LoginPausedError,
  LoginRejectedError,
} from "../../credentials/login-guard.ts";
import { AccessLostError } from "../chat.ts";
import type { Client } from "./client.ts";
import { BOT_REJECTED, isTokenRejection } from "./mattermost-error.ts";

/** The server doesn't lock out bots, and accepts the same token again once someone has enabled the bot. */
export const MATTERMOST_LOGINS: LoginGuardOptions = { pausesMs: [30_000, 60_000, 300_000], inTurn: false };

/**
 * Guards every call like a login, because every call sends the token. While the server rejects the token, acct seldom calls it, and
 * each call throws an `AccessLostError`.
 */
export function guardClient(client: Client, guard: LoginGuard): Client {
  const asBot = async <T>(call: () => Promise<T>): Promise<T> => {
    try {
      return await guard(() => call().catch(rejectLogin));
    } catch (error) {
      if (!(error instanceof LoginRejectedError || error instanceof LoginPausedError)) throw error;
      throw new AccessLostError(error.message, { cause: error });
    }
  };
  return {
    get: (path) => asBot(() => client.get(path)),
    post: (path, body, slot) => asBot(() => client.post(path, body, slot)),
    put: (path, body, slot) => asBot(() => client.put(path, body, slot)),
    delete: (path) => asBot(() => client.delete(path)),
    list: (path, read) => asBot(() => client.list(path, read)),
  };
}

function rejectLogin(error: unknown): never {
  throw isTokenRejection(error) ? new LoginRejectedError(BOT_REJECTED, { cause: error }) : error;
}
