import type * as OpenIdClient from "openid-client";
import { Failure } from "../../failure/failure.ts";
import { loadWhenUsed } from "../../load-when-used.ts";
import { fetchTrusting } from "../../outbound/fetch-trusting.ts";
import { type LoginAttempt, type LoginProvider, LoginUnprovenError, type ProvenLogin } from "../login.ts";
import { vouchedEmail } from "./vouched-email.ts";

export interface OidcConfig {
  readonly name: string;
  /** Exactly as the provider writes it in its tokens. */
  readonly issuer: string;
  readonly ca?: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whether addresses count about which the provider doesn't say whether they are verified. */
  readonly trustEmail: boolean;
}

const openIdClient = loadWhenUsed<typeof OpenIdClient>("openid-client");

const TIMEOUT_S = 10;

/**
 * Signing in with OpenID Connect: the code flow with PKCE (RFC 7636), state and nonce. The issuer in the ID token must be
 * exactly the configured one, so that no other tenant of the same provider can sign in.
 */
export function oidcLogin(config: OidcConfig, redirectUri: string): LoginProvider {
  const client = openIdClient();
  let known: Promise<OpenIdClient.Configuration> | undefined;

  /** The provider's configuration (OpenID Connect Discovery). It is read again after a failure. */
  function discover(): Promise<OpenIdClient.Configuration> {
    known ??= read().catch((error: unknown) => {
      known = undefined;
      throw away(config, error);
    });
    return known;
  }

  async function read(): Promise<OpenIdClient.Configuration> {
    const url = new URL(config.issuer);
    // Only an issuer on this machine may be http: the settings see to that.
    const insecure = url.protocol === "http:" ? [client.allowInsecureRequests] : [];
    const provider = await client.discovery(url, config.clientId, config.clientSecret, undefined, {
      execute: [client.enableNonRepudiationChecks, ...insecure],
      timeout: TIMEOUT_S,
      [client.customFetch]: (address, options) => fetchTrusting(config.ca, address, options as RequestInit),
    });
    // Shared endpoints describe the issuer of every tenant at once, and a missing slash would only show with the first token.
    const { issuer } = provider.serverMetadata();
    if (issuer !== config.issuer)
      throw new Failure(
        `${config.issuer} calls itself ${issuer}: set oidc.issuer to the issuer in its tokens`,
      );
    return provider;
  }

  return {
    name: config.name,
    async begin() {
      const provider = await discover();
      const attempt: LoginAttempt = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      };
      const url = client.buildAuthorizationUrl(provider, {
        redirect_uri: redirectUri,
        scope: "openid email",
        state: attempt.state,
        nonce: attempt.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(attempt.verifier),
        code_challenge_method: "S256",
      });
      return { url: url.href, attempt };
    },
    async finish(query, { state, nonce, verifier }) {
      const provider = await discover();
      try {
        const tokens = await client.authorizationCodeGrant(provider, new URL(`${redirectUri}?${query}`), {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (!claims || claims.iss !== config.issuer)
          throw new LoginUnprovenError(
            `${config.issuer} signed someone in for another issuer: ${claims?.iss}`,
          );
        const told = provider.serverMetadata().userinfo_endpoint
          ? await client.fetchUserInfo(provider, tokens.access_token, claims.sub)
          : {};
        return proven(config, { ...claims, ...told, sub: claims.sub });
      } catch (error) {
        throw isRefusal(error) ? unproven(config, error) : away(config, error);
      }
    },
    async check() {
      known = undefined;
      await discover();
    },
  };
}

function proven(
  { issuer, trustEmail }: OidcConfig,
  claims: Record<string, unknown> & { sub: string },
): ProvenLogin {
  return { issuer, subject: claims.sub, email: vouchedEmail(claims, trustEmail) };
}

/** The provider didn't answer as a provider does, so it has said nothing about the person. */
const SILENT_CODES: ReadonlySet<unknown> = new Set([
  "OAUTH_TIMEOUT",
  "OAUTH_ABORT",
  "OAUTH_RESPONSE_IS_NOT_CONFORM",
  "OAUTH_RESPONSE_IS_NOT_JSON",
]);

function isRefusal(error: unknown): boolean {
  const client = openIdClient();
  if (error instanceof LoginUnprovenError || error instanceof client.AuthorizationResponseError) return true;
  // RFC 6749 §5.2: our own credentials are wrong.
  if (error instanceof client.ResponseBodyError) return error.error !== "invalid_client";
  return error instanceof client.ClientError && !SILENT_CODES.has(error.code);
}

function unproven({ issuer }: OidcConfig, error: unknown): LoginUnprovenError {
  if (error instanceof LoginUnprovenError) return error;
  return new LoginUnprovenError(`${issuer} proved nothing: ${(error as Error).message}`, { cause: error });
}

function away({ issuer }: OidcConfig, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { message, cause } = error as Error;
  const why = [message, cause instanceof Error ? cause.message : ""].filter(Boolean).join(": ");
  return new Failure(
    `${issuer} can't be used to sign in: ${why}. Check oidc.issuer, oidc.caFile, oidc.clientId, and OIDC_CLIENT_SECRET`,
    {
      cause: error,
    },
  );
}
