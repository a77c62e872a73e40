import { createHmac, timingSafeEqual } from "node:crypto";

/** What the reader of a letter may do by its link. */
export type Purpose = "decide" | "request";

interface Entitlement {
  readonly purpose: Purpose;
  readonly requestId: number;
  /** The request's own; undefined in the links of earlier releases, which had none. */
  readonly mark: string | undefined;
  /** Whose letter it is: when a request gets another PI, the link of the one before is worth nothing. */
  readonly email: string;
  readonly until: Date;
}

/**
 * The token in a link by which somebody acts who is not in the chat. Signed instead of stored. What it leads to can be
 * done once, because a request waits for a decision, or an answer, once.
 */
export function letterToken(secretKey: Buffer, { until, ...entitlement }: Entitlement): string {
  const seconds = Math.floor(until.getTime() / 1000);
  const signature = sign(secretKey, entitlement, seconds);
  return `${entitlement.requestId}.${seconds}.${signature.toString("base64url")}`;
}

/** The request that a token names, before anything about it is believed. */
export function requestIdIn(token: string): number | undefined {
  const [, id] = /^(\d{1,9})\.\d{1,12}\.[\w-]{43}$/.exec(token) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** Whether we have signed this token for this purpose and address, and until when it is good. */
export function verifyLetterToken(
  secretKey: Buffer,
  token: string,
  entitlement: Omit<Entitlement, "until">,
): { readonly until: Date } | undefined {
  const [, seconds = "", signature = ""] = token.split(".");
  const expected = sign(secretKey, entitlement, Number(seconds));
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return { until: new Date(Number(seconds) * 1000) };
}

function sign(
  secretKey: Buffer,
  { purpose, requestId, mark, email }: Omit<Entitlement, "until">,
  seconds: number,
): Buffer {
  const text = JSON.stringify([purpose, requestId, email.toLowerCase(), seconds, ...(mark ? [mark] : [])]);
  return createHmac("sha256", secretKey).update(text).digest();
}
