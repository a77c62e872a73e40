import { LoginRejectedError } from "../../credentials/login-guard.ts";
import { Failure } from "../../failure/failure.ts";

export interface OAuthConfig {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly scope?: string | undefined;
  readonly clientSecret?: string | undefined;
  /** With one, acct acts for the person who gave it (RFC 6749 §6), and otherwise for itself (§4.4). */
  readonly refreshToken?: string | undefined;
}

/** Fetches an access token (RFC 6749). Throws a `LoginRejectedError` if the provider rejects the app, its secret, or its refresh token. */
export async function fetchAccessToken(config: OAuthConfig, deadlineMs: number): Promise<string> {
  const { tokenUrl, clientId, scope, clientSecret, refreshToken } = config;
  const body = new URLSearchParams({
    ...(refreshToken === undefined
      ? { grant_type: "client_credentials" }
      : { grant_type: "refresh_token", refresh_token: refreshToken }),
    client_id: clientId,
    ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
    ...(scope === undefined ? {} : { scope }),
  });
  const signal = AbortSignal.timeout(deadlineMs);
  const response = await fetch(tokenUrl, { method: "POST", body, signal, redirect: "error" }).catch(
    (error: Error) => {
      throw new Failure(`${tokenUrl} gives no access token for the mailbox for bounces: ${explain(error)}`, {
        cause: error,
      });
    },
  );
  const answer = await readAnswer(response);
  if (response.ok && typeof answer.access_token === "string") return answer.access_token;
  const said = [answer.error, answer.error_description].filter((each) => typeof each === "string").join(": ");
  const sentence = `${tokenUrl} gives no access token for the mailbox for bounces (${said.slice(0, 300) || `HTTP ${response.status}`})`;
  // RFC 6749 §5.2: the other errors are about the request; a server that is down answers with 5xx.
  if (response.status === 400 || response.status === 401)
    throw new LoginRejectedError(
      `${sentence}. Check mail.bounces.imap.oauth, BOUNCES_OAUTH_CLIENT_SECRET, and BOUNCES_OAUTH_REFRESH_TOKEN.`,
    );
  throw new Failure(sentence);
}

const explain = ({ message, cause }: Error) => (cause instanceof Error ? cause.message : message);

async function readAnswer(response: Response): Promise<Record<string, unknown>> {
  const answer: unknown = await response.json().catch(() => undefined);
  return typeof answer === "object" && answer !== null ? (answer as Record<string, unknown>) : {};
}
