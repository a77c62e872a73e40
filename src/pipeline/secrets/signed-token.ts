import { createHmac, timingSafeEqual } from "node:crypto";
import { listKeys, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";

/** Says what the recipient of a message may do with its link. */
export type Purpose = "decide" | "request" | "confirm" | "renew" | "roster" | "found";

interface TokenClaims {
  readonly purpose: Purpose;
  /** The request; to sign again, the ask; for a roster, the reader's membership; for a new project, the founder's account. */
  readonly requestId: number;
  /** The mark of the request; undefined in links from before requests had one. */
  readonly mark: string | undefined;
  /** The recipient: when a request gets another PI, the link of the previous one stops working. */
  readonly email: string;
  readonly until: Date;
}

/** Request, end in seconds, key id (missing in links from before keys had ids), signature. */
const TOKEN = /^(\d{1,9})\.(\d{1,12})\.(?:([0-9a-f]{8})\.)?([\w-]{43})$/;

/**
 * The token in a link for someone who is not in the chat. It is signed instead of stored. Its action can be done only once,
 * because a request waits for a decision or an answer only once.
 */
export function signedToken({ current }: SecretKeys, { until, ...entitlement }: TokenClaims): string {
  const seconds = Math.floor(until.getTime() / 1000);
  const signature = sign(current, entitlement, seconds).toString("base64url");
  return `${entitlement.requestId}.${seconds}.${current.id}.${signature}`;
}

/** The request that a token names, before the token is verified. */
export function requestIdIn(token: string): number | undefined {
  const [, id] = TOKEN.exec(token) ?? [];
  return id === undefined ? undefined : Number(id);
}

/**
 * Tells whether we signed this token for this purpose and address, and until when it is valid. "replaced" means that it was signed
 * with a key that is no longer configured.
 */
export function verifySignedToken(
  keys: SecretKeys,
  token: string,
  entitlement: Omit<TokenClaims, "until">,
): { readonly until: Date } | "replaced" | undefined {
  const [, , seconds = "", id, signature = ""] = TOKEN.exec(token) ?? [];
  const given = Buffer.from(signature, "base64url");
  const named = listKeys(keys).filter((key) => id === undefined || key.id === id);
  if (named.length === 0) return "replaced";
  const isOurs = named.some((key) => {
    const expected = sign(key, entitlement, Number(seconds));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return isOurs ? { until: new Date(Number(seconds) * 1000) } : undefined;
}

function sign(
  { secret }: SecretKey,
  { purpose, requestId, mark, email }: Omit<TokenClaims, "until">,
  seconds: number,
): Buffer {
  const text = JSON.stringify([purpose, requestId, email.toLowerCase(), seconds, ...(mark ? [mark] : [])]);
  return createHmac("sha256", secret).update(text).digest();
}
