import { tlsTrouble } from "../../failure/explain-tls-error.ts";
import { Failure } from "../../failure/failure.ts";
import { fetchTrusting } from "../fetch-trusting.ts";

const TIMEOUT_MS = 15_000;

/** Keystone's answer, in its own words. */
export class KeystoneError extends Failure {
  override name = "KeystoneError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof KeystoneError && error.status === status;
}

/** Where Keystone answers, and whose word its certificate needs. */
export interface KeystoneServer {
  /** Ends in /v3. */
  readonly authUrl: string;
  /** PEM; undefined: the system's store counts. */
  readonly ca?: string | undefined;
  /** Names the file of `ca` in acct.yml. */
  readonly caSetting: string;
}

const NEVER_CONNECTED = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether what `callKeystone` threw means that the server has not heard the call. */
export function neverHeard(error: unknown): boolean {
  const { cause } = error as { cause?: { cause?: { code?: string } } };
  const code = cause?.cause?.code;
  return code !== undefined && (NEVER_CONNECTED.has(code) || tlsTrouble(code, "") !== undefined);
}

/** One request, to Keystone or to a whole address. Throws a sentence when it cannot be reached. */
export async function callKeystone(
  { authUrl, ca, caSetting }: KeystoneServer,
  method: string,
  path: string,
  body?: object,
  token?: string,
): Promise<Response> {
  try {
    return await fetchTrusting(ca, path.startsWith("/") ? `${authUrl}${path}` : path, {
      method,
      headers: {
        ...(token ? { "x-auth-token": token } : {}),
        ...(body ? { "content-type": "application/json" } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    const { cause, message, name } = error as Error & { cause?: { code?: string } };
    const server = path.startsWith("/") ? `Keystone (${authUrl})` : new URL(path).origin;
    const why =
      name === "TimeoutError"
        ? `does not answer within ${TIMEOUT_MS / 1000} s`
        : (tlsTrouble(cause?.code, caSetting) ?? `cannot be reached: ${cause?.code ?? message}`);
    throw new Failure(`${server} ${why}`, { cause: error });
  }
}

/** Throws a `KeystoneError` unless the answer is 2xx. */
export async function jsonOf<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  if (answer.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  throw new KeystoneError(answer.status, messageIn(text) ?? `Keystone answers ${answer.status}`);
}

/** What the service says, if it does. */
export function messageIn(text: string): string | undefined {
  try {
    // Keystone says {error: {message}}, nova and cinder {badRequest: {message}}, neutron {NeutronError: {message}}.
    const [inner] = Object.values(JSON.parse(text) as Record<string, { message?: string }>);
    return inner?.message?.split("\n")[0];
  } catch {
    return undefined;
  }
}
