import { WebAPIPlatformError } from "@slack/web-api";
import { isTokenRejection } from "./login-rejected.ts";

/** Slack's error codes for its own temporary problems, which say nothing about the call. */
const TEMPORARY = new Set(["internal_error", "fatal_error", "service_unavailable", "request_timeout"]);

/** Tells whether Slack has an internal problem, so that the same call will succeed later. */
export function isTemporary(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && TEMPORARY.has(error.data.error);
}

/** Tells whether Slack understood the call and refuses it, and would accept others that are made with the same token. */
export function isRefusal(error: unknown): error is WebAPIPlatformError {
  return error instanceof WebAPIPlatformError && !isTemporary(error) && !isTokenRejection(error);
}

/** Slack's error codes for what it refuses because of the rights of the app, not because of the call. */
const NO_RIGHTS = new Set([
  "missing_scope",
  "no_permission",
  "not_allowed_token_type",
  "access_denied",
  "org_login_required",
  "team_access_not_granted",
  "ekm_access_denied",
]);

/** Explains which right the app lacks. Undefined if that isn't the cause of the error. */
export function explainLostAccess(error: unknown): string | undefined {
  if (!(error instanceof WebAPIPlatformError)) return undefined;
  const { error: code, needed } = error.data as { readonly error: string; readonly needed?: string };
  if (!NO_RIGHTS.has(code)) return undefined;
  return code === "missing_scope" && needed
    ? explainMissingScopes([needed])
    : `Slack refuses acct access (${code}): install the app again from manifest.yml`;
}

export const explainMissingScopes = (scopes: readonly string[]): string =>
  `The Slack app lacks ${scopes.join(", ")}: install it again from manifest.yml`;
