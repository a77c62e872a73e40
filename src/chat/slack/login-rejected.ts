import { WebAPIPlatformError } from "@slack/web-api";
import {
  type LoginGuardOptions,
  LoginPausedError,
  LoginRejectedError,
} from "../../credentials/login-guard.ts";

/** Slack's error codes that mean that a token is invalid or no longer valid. */
const REJECTED = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "user_removed_from_team",
  "team_disabled",
]);
/** Slack's error codes for a valid token of the wrong kind. */
const UNFIT = new Set(["not_allowed_token_type", "missing_scope"]);

/** Slack doesn't lock out apps, and has been seen to reject a valid token for a moment. */
export const SLACK_LOGINS: LoginGuardOptions = { pausesMs: [30_000, 60_000, 300_000], inTurn: false };

/** Turns Slack's rejection of a token into a `LoginRejectedError` that names the setting. Rethrows any other error unchanged. */
export function toLoginRejected(setting: string, alsoUnfit = false) {
  return (error: unknown): never => {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { error: code } = error.data;
    if (!isTokenRejection(error) && !(alsoUnfit && UNFIT.has(code))) throw error;
    throw new LoginRejectedError(`Slack rejected ${setting}: ${code}`, { cause: error });
  };
}

/** Tells whether Slack rejects this token for every call. */
export function isTokenRejection(error: WebAPIPlatformError): boolean {
  return REJECTED.has(error.data.error);
}

/**
 * Tells whether retrying doesn't help: Slack has rejected the token, either now or so recently that acct is pausing its
 * logins.
 */
export function isLoginRejection(error: unknown): boolean {
  return error instanceof LoginRejectedError || error instanceof LoginPausedError;
}
