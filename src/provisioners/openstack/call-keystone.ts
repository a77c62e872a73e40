import { Failure } from "../../failure.ts";

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

/** One request, to Keystone or to a whole address. Throws a sentence when it cannot be reached. */
export async function callKeystone(
  authUrl: string,
  method: string,
  path: string,
  body?: object,
  token?: string,
): Promise<Response> {
  try {
    return await fetch(path.startsWith("/") ? `${authUrl}${path}` : path, {
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
        : `cannot be reached: ${cause?.code ?? message}`;
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
