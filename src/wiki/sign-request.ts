import { createHmac, randomBytes } from "node:crypto";

/** The four values of an owner-only consumer. */
export interface OAuthSecrets {
  readonly consumerToken: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessSecret: string;
}

export interface SignedRequest {
  readonly method: string;
  /** The URL, whose query is signed as well. */
  readonly url: string;
  /** The fields of the form in the body. */
  readonly form: URLSearchParams;
}

interface Moment {
  /** The time in seconds since 1970. */
  readonly timestamp: number;
  readonly nonce: string;
}

/**
 * Returns the `Authorization` header of a request: OAuth 1.0a with HMAC-SHA1 (RFC 5849 §3). A server accepts each nonce once, so every
 * attempt to send a request needs a header of its own.
 */
export function signRequest(
  request: SignedRequest,
  { consumerToken, consumerSecret, accessToken, accessSecret }: OAuthSecrets,
  { timestamp, nonce }: Moment,
): string {
  const protocol = {
    oauth_consumer_key: consumerToken,
    oauth_token: accessToken,
    oauth_signature_method: "HMAC-SHA1",
    oauth_timestamp: String(timestamp),
    oauth_nonce: nonce,
  };
  const key = [consumerSecret, accessSecret].map(encode).join("&");
  const signature = createHmac("sha1", key).update(baseString(request, protocol)).digest("base64");
  const pairs = Object.entries({ ...protocol, oauth_signature: signature });
  return `OAuth ${pairs.map(([name, value]) => `${encode(name)}="${encode(value)}"`).join(", ")}`;
}

export const newNonce = (): string => randomBytes(16).toString("hex");

/** The text that is signed (RFC 5849 §3.4.1). */
export function baseString(
  { method, url, form }: SignedRequest,
  protocol: Readonly<Record<string, string>>,
): string {
  const { origin, pathname, searchParams } = new URL(url);
  const pairs = [...searchParams, ...form, ...Object.entries(protocol)].map(
    ([name, value]) => [encode(name), encode(value)] as const,
  );
  // The encoded texts are ASCII, so this is the order of their bytes.
  const sorted = pairs.toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y));
  const parameters = sorted.map((pair) => pair.join("=")).join("&");
  return [method.toUpperCase(), `${origin}${pathname}`, parameters].map(encode).join("&");
}

const compare = (a: string, b: string) => Number(a > b) - Number(a < b);

/** RFC 5849 §3.6 */
const encode = (text: string) =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
