import { Failure } from "../failure/failure.ts";

/** The campus's own way to sign in. It proves who someone is; it looks no one up. */
export interface LoginProvider {
  /** What people call it: "SSO". */
  readonly name: string;
  /** Returns where to send the browser, and what it must bring back. Throws a `Failure` if the provider is away. */
  begin(): Promise<{ readonly url: string; readonly attempt: LoginAttempt }>;
  /**
   * Verifies what the provider sent the browser back with. Throws a `LoginUnprovenError` if that proves nothing, and another
   * `Failure` if the provider is away.
   */
  finish(query: URLSearchParams, attempt: LoginAttempt): Promise<ProvenLogin>;
  /** Reads the provider's configuration. Throws a `Failure` if that doesn't work. */
  check(): Promise<void>;
}

/** What the provider sent back doesn't prove who someone is. */
export class LoginUnprovenError extends Failure {
  override name = "LoginUnprovenError";
}

/** Known only to us and to the browser that began to sign in. */
export interface LoginAttempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface ProvenLogin {
  readonly issuer: string;
  /** The person's ID at the issuer, which is never given to anyone else (OpenID Connect Core §2). */
  readonly subject: string;
  /** The address that the provider vouches for. Undefined if it doesn't: nothing may be concluded from it then. */
  readonly email: string | undefined;
}
