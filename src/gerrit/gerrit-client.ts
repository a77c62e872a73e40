import type { z } from "zod";
import { guardFirstLogin } from "../credentials/guard-first-login.ts";
import { LoginRejectedError, noGuards } from "../credentials/login-guard.ts";
import { Failure } from "../failure/failure.ts";
import { openServer } from "../outbound/open-server.ts";
import { readAs } from "../outbound/read-as.ts";

export interface GerritConfig {
  /** Without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  readonly user: string;
  /** The HTTP password or token that Gerrit has generated, not the one in LDAP. */
  readonly password: string;
}

export interface GerritClient {
  /** Reads below /a/. Undefined: there is no such thing, or acct may not see it. Throws a `Failure` or a `LoginRejectedError`. */
  find<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T | undefined>;
  /** The same, and a missing thing is a `Failure`, too. */
  get<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T>;
}

/** Every answer in JSON begins with this line, so that no browser runs it as a script (rest-api.html, "Output Format"). */
const PREFIX = ")]}'\n";
const UNAUTHORIZED = 401;
const NOT_FOUND = 404;

/** Speaks Gerrit's REST API with HTTP basic authentication (rest-api.html, "Authentication"). Only reads. */
export function gerritClient({ url, ca, user, password }: GerritConfig, guards = noGuards): GerritClient {
  const server = openServer({ name: "Gerrit", url, ca, section: "gerrit" });
  // With some settings of Gerrit the password is checked by LDAP, which may lock acct's account.
  const guard = guardFirstLogin(guards("Gerrit", [url, user, password]));
  const headers = {
    "user-agent": "acct",
    accept: "application/json",
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
  };

  async function read(path: string, signal: AbortSignal | undefined): Promise<unknown> {
    const { status, text } = await server(`/a/${path}`, { headers }, signal);
    if (status === UNAUTHORIZED) {
      throw new LoginRejectedError(
        `Gerrit (${url}) rejected the login of ${user}: check gerrit.user and GERRIT_PASSWORD, which is the HTTP password that Gerrit has generated`,
      );
    }
    if (status === 200 && text.startsWith(PREFIX)) return parse(text.slice(PREFIX.length));
    if (status === 200) throw new Failure(`${url} did not answer as Gerrit does: check gerrit.url`);
    // Gerrit's own errors are plain text. A proxy's page says nothing about what Gerrit has.
    if (status === NOT_FOUND && !/^\s*</.test(text)) return undefined;
    throw new Failure(`Gerrit (${url}) returned ${status}`);
  }

  async function find<T>(path: string, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T | undefined> {
    const json = await guard(() => read(path, signal));
    if (json === undefined) return undefined;
    return readAs(schema, json, { server: `Gerrit (${url})`, path });
  }

  return {
    find,
    async get(path, schema, signal) {
      const found = await find(path, schema, signal);
      if (found !== undefined) return found;
      throw new Failure(`Gerrit (${url}) has no ${path.split("?")[0]}, or doesn't show it to ${user}`);
    },
  };

  function parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw new Failure(`Gerrit (${url}) sent broken JSON`, { cause: error });
    }
  }
}
