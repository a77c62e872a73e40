import pLimit from "p-limit";
import type { z } from "zod";
import { guardFirstLogin } from "../../credentials/guard-first-login.ts";
import { noGuards } from "../../credentials/login-guard.ts";
import { readAs } from "../../outbound/read-as.ts";
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
  const guard = guardFirstLogin(guards("Request Tracker", [server.url, server.token], PAUSES));
  const send = (call: RtCall) => limit(() => guard(() => callRt(server, call)));

  const read = <T>(path: string, json: unknown, schema: z.ZodType<T>): T =>
    readAs(schema, json, { server: `Request Tracker (${server.url})`, path });

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
