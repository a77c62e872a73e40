import { WebAPIPlatformError } from "@slack/web-api";
import {
  type LoginGuardOptions,
  LoginPausedError,
  LoginRefusedError,
} from "../../credentials/login-guard.ts";

/** Slack's answers that mean: this token is not, or not any more, good for us. */
const REFUSED = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "user_removed_from_team",
  "team_disabled",
]);
/** A good token, but of another sort than is asked for here. */
const UNFIT = new Set(["not_allowed_token_type", "missing_scope"]);

/** Slack locks nobody out, and has been seen to refuse a good token for a moment. */
export const SLACK_LOGINS: LoginGuardOptions = { pausesMs: [30_000, 60_000, 300_000], inTurn: false };

/** Makes a `LoginRefusedError` that names the setting of Slack's refusal, and leaves everything else as it is. */
export function toLoginRefused(setting: string, alsoUnfit = false) {
  return (error: unknown): never => {
    if (!(error instanceof WebAPIPlatformError)) throw error;
    const { error: code } = error.data;
    if (!isTokenRefusal(error) && !(alsoUnfit && UNFIT.has(code))) throw error;
    throw new LoginRefusedError(`Slack rejected ${setting}: ${code}`, { cause: error });
  };
}

/** Whether Slack takes this token for nothing at all. */
export function isTokenRefusal(error: WebAPIPlatformError): boolean {
  return REFUSED.has(error.data.error);
}

/** Whether waiting does not help: Slack has refused the token, now or so lately that it is not asked again. */
export function isLoginRefusal(error: unknown): boolean {
  return error instanceof LoginRefusedError || error instanceof LoginPausedError;
}
