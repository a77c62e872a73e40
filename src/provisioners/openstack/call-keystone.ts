import { Failure } from "../../failure/failure.ts";
import { explainUnreachable } from "../../outbound/explain-unreachable.ts";
import { fetchTrusting } from "../../outbound/fetch-trusting.ts";

const TIMEOUT_MS = 15_000;
const FORBIDDEN = 403;

/** An error response of Keystone, with its own message. */
export class KeystoneError extends Failure {
  override name = "KeystoneError";
  readonly status: number;
  constructor(status: number, message: string) {
    super(message, { lasts: doesStatusLast(status) });
    this.status = status;
  }
}

/**
 * Statuses of Keystone, Nova, Neutron, and Cinder (RFC 9110 §15.5) that a later attempt gets past by itself. 401 is one: a token
 * expires, and keys are rotated. So is 404: what another server has just created or deleted is found by the next look.
 */
const PASSING_STATUSES: readonly number[] = [401, 404, 408, 413, 425, 429];

/** Whether waiting doesn't help against a response with this status. */
const doesStatusLast = (status: number): boolean =>
  status >= 400 && status < 500 && !PASSING_STATUSES.includes(status);

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof KeystoneError && error.status === status;
}

/** The address of Keystone and the CA that its certificate needs. */
export interface KeystoneServer {
  /** Ends in /v3. */
  readonly authUrl: string;
  /** PEM; undefined: the system's certificate store is used. */
  readonly ca?: string | undefined;
  /** The setting in acct.yml that names the file of `ca`. */
  readonly caSetting: string;
}

/** Whether an error of `callKeystone` means that the call never reached the server. */
export function neverHeard(error: unknown): boolean {
  const { cause } = error as Error;
  const limits = { timeoutMs: TIMEOUT_MS, caSetting: "" };
  return cause instanceof Error && !explainUnreachable(cause, limits).mayHaveArrived;
}

/** Sends one request, to Keystone or to a full URL. Throws with a sentence if the server can't be reached. */
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
    const server = path.startsWith("/") ? `Keystone (${authUrl})` : new URL(path).origin;
    const { why } = explainUnreachable(error as Error, { timeoutMs: TIMEOUT_MS, caSetting });
    throw new Failure(`${server} ${why}`, { cause: error });
  }
}

/** Parses a response. Throws a `KeystoneError` unless the status is 2xx. */
export async function readJson<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  if (answer.ok) return (text === "" ? undefined : JSON.parse(text)) as T;
  const message = messageIn(text) ?? `Keystone returned ${answer.status}`;
  const advice =
    answer.status === FORBIDDEN ? ": give the user in openstack.username the right to do this" : "";
  throw new KeystoneError(answer.status, `${advice === "" ? message : message.replace(/\.$/, "")}${advice}`);
}

/** Returns the service's error message, if there is one. */
export function messageIn(text: string): string | undefined {
  try {
    // Keystone sends {error: {message}}, Nova and Cinder {badRequest: {message}}, Neutron {NeutronError: {message}}.
    const [inner] = Object.values(JSON.parse(text) as Record<string, { message?: string }>);
    return inner?.message?.split("\n")[0];
  } catch {
    return undefined;
  }
}
