import { setTimeout as delay } from "node:timers/promises";
import pLimit from "p-limit";
import { z } from "zod";
import { guardFirstLogin } from "../credentials/guard-first-login.ts";
import { noGuards } from "../credentials/login-guard.ts";
import { readAs } from "../outbound/read-as.ts";
import { ArvadosError, isNotFound, isOurMistake } from "./arvados-error.ts";
import { type ArvadosCall, type ArvadosServer, callArvados } from "./call-arvados.ts";

export interface ArvadosHttpDeps {
  readonly guards?: typeof noGuards;
  /** Waits this many ms. */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** A condition of a list: an attribute, an operator, and an operand (Arvados, doc/api/methods.html.textile.liquid). */
export type Filter = readonly [
  attribute: string,
  operator: string,
  operand: string | boolean | number | readonly string[],
];

/** A list as far as it could be read. */
export interface Listed<T> {
  readonly items: readonly T[];
  /** How many are missing. 0: the list is complete. */
  readonly missing: number;
}

/** Speaks the REST API. Every method throws like `callArvados`, and a `Failure` if the answer has another structure than expected. */
export interface ArvadosHttp {
  readonly url: string;
  get<T>(path: string, schema: z.ZodType<T>): Promise<T>;
  /** Undefined if Arvados says that there is none. */
  find<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined>;
  /** Reads a whole list in the order of the UUIDs. */
  list<T extends { readonly uuid: string }>(
    resource: string,
    filters: readonly Filter[],
    schema: z.ZodType<T>,
    onProgress?: (items: number) => void,
  ): Promise<Listed<T>>;
  count(resource: string, filters: readonly Filter[]): Promise<number>;
  send<T>(call: ArvadosCall, schema: z.ZodType<T>): Promise<T>;
}

/** The API server has few processes, and other people need them, too. */
const MAX_CONCURRENT = 4;
/** Arvados doesn't lock an account because of a wrong token, so the pauses are short. */
const PAUSES = { pausesMs: [60_000, 300_000, 900_000], inTurn: false };
const SERVER_ERROR = 500;
/** A restart of the API server takes seconds. */
const READ_AGAIN_MS = [1000, 3000];
const PER_PAGE = 1000;

/**
 * Requests with a token that was rejected are held back for a while. A read that failed with 500 or above is sent again, at most twice,
 * unless the mistake is ours. Nothing that changes something is sent twice.
 */
export function arvadosHttp(
  server: ArvadosServer,
  { guards = noGuards, wait = delay }: ArvadosHttpDeps,
): ArvadosHttp {
  const limit = pLimit(MAX_CONCURRENT);
  const guard = guardFirstLogin(guards("Arvados", [server.url, server.token], PAUSES));

  async function sendPatiently(call: ArvadosCall): Promise<unknown> {
    const pausesMs = call.method === "GET" ? [...READ_AGAIN_MS] : [];
    for (;;) {
      try {
        return await callArvados(server, call);
      } catch (error) {
        const pauseMs = isPassing(error) ? pausesMs.shift() : undefined;
        if (pauseMs === undefined) throw error;
        await wait(pauseMs);
      }
    }
  }

  const send = (call: ArvadosCall) => limit(() => guard(() => sendPatiently(call)));

  const read = <T>(path: string, json: unknown, schema: z.ZodType<T>): T =>
    readAs(schema, json, { server: `Arvados (${server.url})`, path });

  const get = async <T>(path: string, schema: z.ZodType<T>) =>
    read(path, await send({ method: "GET", path }), schema);

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
    async list(resource, filters, schema, onProgress) {
      const page = z.looseObject({ items: z.array(schema), items_available: z.int() });
      const items: z.output<typeof schema>[] = [];
      for (let last = ""; ; last = items.at(-1)?.uuid ?? "") {
        const further: readonly Filter[] = last === "" ? filters : [...filters, ["uuid", ">", last]];
        const query = queryOf({ filters: further, order: ["uuid asc"], limit: PER_PAGE });
        const { items: next, items_available: available } = await get(`${resource}?${query}`, page);
        items.push(...next);
        onProgress?.(items.length);
        const missing = Math.max(0, available - next.length);
        if (missing === 0 || next.length === 0) return { items, missing };
        if ((next.at(-1)?.uuid ?? "") <= last) return { items, missing };
      }
    },
    async count(resource, filters) {
      const query = queryOf({ filters, limit: 0 });
      const answer = await get(`${resource}?${query}`, z.looseObject({ items_available: z.int() }));
      return answer.items_available;
    },
    send: async (call, schema) => read(call.path, await send(call), schema),
  };
}

const isPassing = (error: unknown): boolean =>
  error instanceof ArvadosError && error.status >= SERVER_ERROR && !isOurMistake(error.status, error.words);

const queryOf = (parameters: Readonly<Record<string, unknown>>): string =>
  String(
    new URLSearchParams(
      Object.entries(parameters).map(([name, value]): [string, string] => [name, JSON.stringify(value)]),
    ),
  );
