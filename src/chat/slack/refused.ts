import { WebAPIPlatformError } from "@slack/web-api";

/** Slack's answers that mean: this token is not, or not any more, good for us. Waiting does not help. */
const REFUSED = new Set([
  "invalid_auth",
  "not_authed",
  "token_revoked",
  "token_expired",
  "account_inactive",
  "user_removed_from_team",
  "team_disabled",
  "not_allowed_token_type",
  "missing_scope",
]);

/** Whether Slack refuses the token itself, as opposed to this one call, or to nothing because it is away. */
export function isTokenRefused(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && REFUSED.has(error.data.error);
}
