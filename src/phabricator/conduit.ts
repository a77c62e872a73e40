import { z } from "zod";
import { guardFirstLogin } from "../credentials/guard-first-login.ts";
import { LoginRejectedError, noGuards } from "../credentials/login-guard.ts";
import { Failure } from "../failure/failure.ts";
import { jsonIn } from "../json-in.ts";
import { openServer } from "../outbound/open-server.ts";
import { readAs } from "../outbound/read-as.ts";

export interface PhabricatorConfig {
  /** Without a slash at the end. */
  readonly url: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  /** The name of acct's user, which `check` compares with the token's. Undefined: it doesn't matter. */
  readonly user?: string | undefined;
  readonly token: string;
  /** The LDAP attribute with the names by which Phabricator knows LDAP accounts; undefined: the username. */
  readonly ldapAttribute?: string | undefined;
}

/** An error of Conduit, which comes with the status 200. */
export class ConduitError extends Failure {
  override name = "ConduitError";
  /** Such as "ERR-CONDUIT-CORE". */
  readonly code: string;
  /** What Phabricator says about it, without the token. */
  readonly info: string;
  constructor(message: string, { code, info }: { readonly code: string; readonly info: string }) {
    super(message);
    this.code = code;
    this.info = info;
  }
}

export interface Conduit {
  /** Calls a method. Throws a `Failure`: a `ConduitError` if Phabricator says why, and a `LoginRejectedError`. */
  call<T>(method: string, params: object, schema: z.ZodType<T>, signal?: AbortSignal): Promise<T>;
}

const envelope = z.looseObject({
  result: z.unknown(),
  error_code: z.string().nullable(),
  error_info: z.string().nullable().optional(),
});

const LOGIN_ERRORS: readonly string[] = ["ERR-INVALID-AUTH", "ERR-INVALID-SESSION", "ERR-USER-DISABLED"];
const FORBIDDEN_STATUSES: readonly number[] = [401, 403];
/** Phabricator never locks an account because of a wrong token, so the pauses are short. */
const PAUSES = { pausesMs: [60_000, 300_000, 900_000], inTurn: false };

/** Speaks Conduit with an API token, as Phabricator and Phorge do (PhabricatorConduitAPIController). */
export function openConduit({ url, ca, token }: PhabricatorConfig, guards = noGuards): Conduit {
  const server = openServer({ name: "Phabricator", url, ca, section: "phabricator" });
  const guard = guardFirstLogin(guards("Phabricator", [url, token], PAUSES));

  async function send(method: string, params: object, signal: AbortSignal | undefined): Promise<unknown> {
    const form = new URLSearchParams({
      params: JSON.stringify({ ...params, __conduit__: { token } }),
      output: "json",
      __conduit__: "true",
    });
    const headers = { "user-agent": "acct", accept: "application/json" };
    const { status, text } = await server(`/api/${method}`, { method: "POST", headers, body: form }, signal);
    if (FORBIDDEN_STATUSES.includes(status)) {
      throw new LoginRejectedError(
        `Phabricator (${url}) returned ${status}: make sure that no sign-in page is in front of /api/`,
      );
    }
    const { data } = envelope.safeParse(jsonIn(text));
    if (status !== 200 || !data)
      throw new Failure(`${url} returned ${status} without an answer of Conduit: check phabricator.url`);
    if (data.error_code === null) return data.result;
    // Phabricator quotes a wrong token.
    const info = (data.error_info ?? "").replaceAll(token, "…");
    if (LOGIN_ERRORS.includes(data.error_code)) {
      throw new LoginRejectedError(
        `Phabricator (${url}) rejected PHABRICATOR_TOKEN (${data.error_code}): create a new API token for acct's user, and make sure that this user is not disabled`,
      );
    }
    const code = data.error_code;
    throw new ConduitError(`Phabricator (${url}) answered ${method} with ${code}: ${info}`, { code, info });
  }

  return {
    async call(method, params, schema, signal) {
      const result = await guard(() => send(method, params, signal));
      return readAs(schema, result, { server: `Phabricator (${url})`, path: method });
    },
  };
}
