import { describeForOperator } from "../../failure/describe-failure.ts";
import { Failure } from "../../failure/failure.ts";
import { AccessLostError, AwayError, UnreachableError } from "../chat.ts";

/**
 * The server understood a call and didn't do it. Its message is translated into the language of the bot's account, so errors
 * are recognized by `id` only.
 */
export class MattermostError extends Error {
  override name = "MattermostError";
  readonly status: number;
  /** The server's name for the cause. Empty if something between acct and the server answered. */
  readonly id: string;
  constructor(status: number, id: string, call: string) {
    super(`${call}: ${id || "no reason given"} (${status})`);
    this.status = status;
    this.id = id;
  }
}

/** Tells whether the server refused a call for one of these reasons. */
export function isRefused(error: unknown, ...ids: readonly string[]): error is MattermostError {
  return error instanceof MattermostError && ids.includes(error.id);
}

/** Tells whether the server says that there is no such thing, and not only that it knows no such call. */
export function isMissing(error: unknown): error is MattermostError {
  return (
    error instanceof MattermostError &&
    error.status === 404 &&
    !["", "api.context.404.app_error"].includes(error.id)
  );
}

/** Tells whether the server rejects the token for every call. It says the same of a wrong token and of a disabled bot. */
export function isTokenRejection(error: unknown): boolean {
  return error instanceof MattermostError && error.status === 401 && error.id !== "";
}

/** What the server answers when the bot's account lacks a right, whatever it is. */
export const NO_PERMISSION = "api.context.permissions.app_error";

/** Throws an `UnreachableError` with this sentence if the server doesn't show acct a channel. Rethrows any other error unchanged. */
export function explainHiddenChannel(sentence: string) {
  return (error: unknown): never => {
    if (!isMissing(error) && !isRefused(error, NO_PERMISSION)) throw error;
    throw new UnreachableError(sentence, error.id, { cause: error });
  };
}

/** The bot's account can't be used. Nothing that a person does in the chat can change that. */
export const BOT_REJECTED =
  "Mattermost rejects MATTERMOST_TOKEN: the bot was disabled, probably with its owner, or its token was revoked. A system admin enables it under Integrations > Bot Accounts, or creates a new token";

/** Turns an error of the client into a failure with a readable message. Returns any other error unchanged. */
export function toReadableError(error: unknown): unknown {
  if (!(error instanceof MattermostError)) return error;
  const { status, id } = error;
  if (isTokenRejection(error)) return new AccessLostError(BOT_REJECTED, { cause: error });
  if (id === "")
    return new AwayError(`Mattermost cannot be reached: ${describeStranger(status)}`, { cause: error });
  if (status >= 500)
    return new AwayError(`Mattermost has an internal problem: ${error.message}`, { cause: error });
  if (status === 403) {
    return new AccessLostError(`Mattermost doesn't let acct do this: ${error.message}`, { cause: error });
  }
  return new Failure(`Mattermost answered: ${error.message}`, { cause: error });
}

/** Describes an answer that didn't come from the server itself. */
function describeStranger(status: number): string {
  if (status >= 300 && status < 400)
    return `${status}, a redirect: check MATTERMOST_URL, and whether something in front of it asks for a login`;
  if (status === 401 || status === 407) return `${status}: something in front of it asks for a login`;
  if (status < 300)
    return "a page came instead of JSON: check MATTERMOST_URL, and whether something in front of it asks for a login";
  return `${status}: check MATTERMOST_URL, and what is in front of it`;
}

/** The server can't be reached, or doesn't answer in time. */
export function toAway(error: unknown): AwayError {
  const { name, cause } = error as Error & {
    readonly cause?: { readonly code?: string; readonly message?: string };
  };
  const why =
    name === "TimeoutError"
      ? "it doesn't answer in time"
      : (cause?.code ?? cause?.message ?? describeForOperator(error));
  return new AwayError(`Mattermost cannot be reached: ${why}; check the proxy and the firewall`, {
    cause: error,
  });
}
