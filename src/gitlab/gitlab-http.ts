import { setTimeout as delay } from "node:timers/promises";
import pLimit from "p-limit";
import type { z } from "zod";
import { guardFirstLogin } from "../credentials/guard-first-login.ts";
import { noGuards } from "../credentials/login-guard.ts";
import { readAs } from "../outbound/read-as.ts";
import { callGitLab, type GitLabAnswer, type GitLabCall, type GitLabServer } from "./call-gitlab.ts";
import { isNotFound, isStatus } from "./gitlab-error.ts";

export interface GitLabHttpDeps {
  readonly guards?: typeof noGuards;
  /** Waits this many ms. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly link: string | undefined;
}

/** Speaks REST v4. Every method throws like `callGitLab`, and a `Failure` if the answer has another structure than expected. */
export interface GitLabHttp {
  readonly url: string;
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** Undefined if GitLab says that there is none. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  page<T>(path: string, schema: z.ZodType<readonly T[]>): Promise<Page<T>>;
  send(call: GitLabCall): Promise<unknown>;
}

/** GitLab's web workers are few, and other people need them, too. */
const MAX_CONCURRENT = 2;
/** GitLab doesn't lock an account because of a wrong token, so the pauses are short. */
const PAUSES = { pausesMs: [60_000, 300_000, 900_000], inTurn: false };
const TOO_MANY_REQUESTS = 429;
/** GitLab's limits count per minute, and some of its versions don't say how long to wait. */
const PLAIN_WAIT_MS = 60_000;
const MAX_WAIT_MS = 120_000;
const MAX_WAITS = 3;

/**
 * Requests with a token that was rejected are held back for a while. After a 429, which GitLab sends before it does anything, the
 * request is sent again, at most three times. Nothing else is sent twice.
 */
export function gitLabHttp(
  server: GitLabServer,
  { guards = noGuards, wait = delay }: GitLabHttpDeps,
): GitLabHttp {
  const limit = pLimit(MAX_CONCURRENT);
  const guard = guardFirstLogin(guards("GitLab", [server.url, server.token], PAUSES));

  async function sendPatiently(call: GitLabCall): Promise<GitLabAnswer> {
    for (let waits = 0; ; waits++) {
      try {
        return await callGitLab(server, call);
      } catch (error) {
        if (!isStatus(error, TOO_MANY_REQUESTS) || waits >= MAX_WAITS) throw error;
        const waitMs = error.retryAfterMs ?? PLAIN_WAIT_MS;
        if (waitMs > MAX_WAIT_MS) throw error;
        await wait(waitMs);
      }
    }
  }

  const send = (call: GitLabCall) => limit(() => guard(() => sendPatiently(call)));

  const read = <T>(path: string, json: unknown, schema: z.ZodType<T>): T =>
    readAs(schema, json, { server: `GitLab (${server.url})`, path });

  const get = async <T>(path: string, schema: z.ZodType<T>) =>
    read(path, (await send({ method: "GET", path })).json, schema);

  return {
    url: server.url,
    get,
    async find(path, schema) {
      try {
        return await get(path, schema);
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    },
    async page(path, schema) {
      const { json, link } = await send({ method: "GET", path });
      return { items: read(path, json, schema), link };
    },
    send: async (call) => (await send(call)).json,
  };
}
