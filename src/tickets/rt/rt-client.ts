import pLimit from "p-limit";
import type { z } from "zod";
import { LoginRejectedError, noGuards } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";
import { callRt, type RtAnswer, type RtCall, RtError, type RtServer } from "./call-rt.ts";

export interface RtClient {
  /** Reads a record; throws an `RtError` unless the status is 2xx. */
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** The same with the ETag, or undefined if there is no such record, or if acct may not see it. */
  find<T>(
    path: string,
    schema: z.ZodType<T>,
  ): Promise<{ readonly found: T; readonly etag: string | undefined } | undefined>;
  send(call: RtCall): Promise<RtAnswer>;
}

/** RT has few processes, and other people need them, too. */
const MAX_CONCURRENT = 2;
const NOT_VISIBLE: readonly number[] = [403, 404];

/** RT never locks an account because of a wrong token, so the pauses are short. */
const PAUSES = { pausesMs: [60_000, 300_000, 900_000], inTurn: false };

/** Speaks REST 2.0. Requests with a token that was rejected are held back for a while. */
export function rtClient(server: RtServer, guards = noGuards): RtClient {
  const limit = pLimit(MAX_CONCURRENT);
  const guard = guards("Request Tracker", [server.url, server.token], PAUSES);
  /** Whether the latest request got past the login: then the next one needn't ask the guard. */
  let isLoggedIn = false;

  const send = (call: RtCall) => limit(() => (isLoggedIn ? sendFreely(call) : guard(() => sendFirst(call))));

  async function sendFirst(call: RtCall): Promise<RtAnswer> {
    try {
      const answer = await callRt(server, call);
      isLoggedIn = true;
      return answer;
    } catch (error) {
      isLoggedIn = error instanceof RtError && error.status < 500;
      throw error;
    }
  }

  async function sendFreely(call: RtCall): Promise<RtAnswer> {
    try {
      return await callRt(server, call);
    } catch (error) {
      if (!(error instanceof LoginRejectedError)) throw error;
      isLoggedIn = false;
      return guard(() => Promise.reject(error));
    }
  }

  function read<T>(path: string, json: unknown, schema: z.ZodType<T>): T {
    const { success, data, error } = schema.safeParse(json);
    if (success) return data;
    const [issue] = error.issues;
    throw new Failure(
      `Request Tracker (${server.url}) sent something unexpected for ${path.split("?")[0]}: ${issue?.path.join(".")}: ${issue?.message}`,
    );
  }

  return {
    get: async (path, schema) => read(path, (await send({ method: "GET", path })).json, schema),
    async find(path, schema) {
      try {
        const { json, etag } = await send({ method: "GET", path });
        return { found: read(path, json, schema), etag };
      } catch (error) {
        if (error instanceof RtError && NOT_VISIBLE.includes(error.status)) return undefined;
        throw error;
      }
    },
    send,
  };
}
