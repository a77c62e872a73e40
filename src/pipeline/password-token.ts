import { createHash, createHmac } from "node:crypto";

/**
 * The token in a link to the password page. Derived from the link's id and our key instead of stored,
 * so that a mail can be written again after a crash and a stolen database opens nothing.
 */
export function passwordToken(secretKey: Buffer, linkId: string): string {
  return createHmac("sha256", secretKey).update(`password-link:${linkId}`).digest("base64url");
}

/** The same for the link by which the owner of an address says that they want a new password. */
export function resetToken(secretKey: Buffer, resetId: string): string {
  return createHmac("sha256", secretKey).update(`password-reset:${resetId}`).digest("base64url");
}

/** What is looked up; 256 random bits need no salt. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}
