import { createHmac, timingSafeEqual } from "node:crypto";

interface Question {
  readonly requestId: number;
  /** Who was asked: when the PI changes, the old link is worth nothing. */
  readonly email: string;
  readonly until: Date;
}

/**
 * The token in the link by which a PI decides from a mail. Signed instead of stored; used once, because a request
 * waits for a decision once.
 */
export function decisionToken(secretKey: Buffer, { requestId, email, until }: Question): string {
  const seconds = Math.floor(until.getTime() / 1000);
  return `${requestId}.${seconds}.${sign(secretKey, requestId, email, seconds).toString("base64url")}`;
}

/** The request that a token names, before anything about it is believed. */
export function requestIdIn(token: string): number | undefined {
  const [, id] = /^(\d{1,9})\.\d{1,12}\.[\w-]{43}$/.exec(token) ?? [];
  return id === undefined ? undefined : Number(id);
}

/** Whether we have signed this token for this address, and until when it is good. */
export function verifyDecisionToken(
  secretKey: Buffer,
  token: string,
  { requestId, email }: Pick<Question, "requestId" | "email">,
): { readonly until: Date } | undefined {
  const [, seconds = "", signature = ""] = token.split(".");
  const expected = sign(secretKey, requestId, email, Number(seconds));
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  return { until: new Date(Number(seconds) * 1000) };
}

function sign(secretKey: Buffer, requestId: number, email: string, seconds: number): Buffer {
  const text = JSON.stringify(["decide", requestId, email.toLowerCase(), seconds]);
  return createHmac("sha256", secretKey).update(text).digest();
}
