import { sign } from "node:crypto";
import type { ServiceAccountKey } from "./service-account-key.ts";
import { SheetAccessError } from "./spreadsheet.ts";

export const SCOPE = "https://www.googleapis.com/auth/spreadsheets";

const TIMEOUT_MS = 30_000;
const MINUTE_MS = 60_000;
/** Google accepts a token whose times are off by a few minutes. */
const TOLERATED_MS = 10 * MINUTE_MS;
const ASSERTION_S = 3600;

interface Asking {
  /** The environment variable with the key. */
  readonly name: string;
  readonly now: () => Date;
  /** The `Date` header of the 401. */
  readonly date: string | null;
}

/**
 * Finds out why Google answered 401 to a signed JWT, by the clock and by asking its token endpoint (RFC 7523). Returns an access token
 * if Google gives one, and when it ends. Throws a `SheetAccessError` that says what to do.
 */
export async function explainRejectedKey(
  key: ServiceAccountKey,
  { name, now, date }: Asking,
): Promise<{ readonly token: string; readonly endsAt: Date }> {
  const asked = now();
  // A site's firewall may let only the API through, and the clock needs no second question.
  if (Math.abs(asked.getTime() - Date.parse(date ?? "")) > TOLERATED_MS) throw clockError(date, asked);
  const answer = await ask(key, asked);
  const { access_token: token, expires_in: seconds = 0, error_description: why = "" } = answer.body;
  if (token !== undefined) return { token, endsAt: new Date(asked.getTime() + (seconds - 60) * 1000) };
  if (/short-lived token|reasonable timeframe|iat and exp/i.test(why)) throw clockError(answer.date, asked);
  throw new SheetAccessError(explain(why, { email: key.email, name }), true);
}

function explain(why: string, { email, name }: { readonly email: string; readonly name: string }): string {
  if (/disabled/i.test(why))
    return `Google has disabled the service account ${email}: enable it in Google Cloud under IAM & Admin > Service Accounts`;
  if (/not found|deleted/i.test(why))
    return `Google knows no service account ${email}, so it was deleted: create another one, share the spreadsheets with it, and put its key into ${name}`;
  if (/signature/i.test(why))
    return `Google doesn't accept the key of ${email} anymore: create a new key for it, and put it into ${name}`;
  return `Google rejects the sign-in of ${email}: ${why === "" ? "it doesn't say why" : why}`;
}

function clockError(date: string | null, asked: Date): SheetAccessError {
  const offMs = asked.getTime() - Date.parse(date ?? "");
  const minutes = Math.round(Math.abs(offMs) / MINUTE_MS);
  if (Number.isNaN(offMs) || minutes < 1)
    return new SheetAccessError(
      "Google rejects the time of the sign-in: check the clock of this machine",
      false,
    );
  const how = `${minutes} ${minutes === 1 ? "minute" : "minutes"} ${offMs > 0 ? "ahead of" : "behind"} Google's`;
  return new SheetAccessError(
    `Google rejects the sign-in because the clock of this machine is ${how}: set the clock`,
    false,
  );
}

interface TokenAnswer {
  readonly access_token?: string;
  readonly expires_in?: number;
  readonly error_description?: string;
}

async function ask(
  key: ServiceAccountKey,
  now: Date,
): Promise<{ readonly body: TokenAnswer; readonly date: string | null }> {
  try {
    const answer = await fetch(key.tokenUrl, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        assertion: signAssertion(key, now),
      }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (answer.status >= 500 || answer.status === 429) throw new Error(`status ${answer.status}`);
    return { body: (await answer.json()) as TokenAnswer, date: answer.headers.get("date") };
  } catch (cause) {
    const { host } = new URL(key.tokenUrl);
    throw new SheetAccessError(
      `Google rejects the sign-in of ${key.email}, and ${host} can't be asked why`,
      false,
      { cause },
    );
  }
}

function signAssertion({ email, privateKey, keyId, tokenUrl }: ServiceAccountKey, now: Date): string {
  const iat = Math.floor(now.getTime() / 1000);
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const claims = { iss: email, scope: SCOPE, aud: tokenUrl, iat, exp: iat + ASSERTION_S };
  const signed = `${part({ alg: "RS256", typ: "JWT", kid: keyId })}.${part(claims)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), privateKey).toString("base64url")}`;
}
