import { createHash, createHmac } from "node:crypto";
import { keysOf, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";

/** A link or a reset: what its token is derived from, and by what the token is found. */
interface Tokened {
  readonly id: string;
  readonly tokenHash: Buffer;
}

/**
 * The token in a new link to the password page. Derived from the link's id and our key instead of stored,
 * so that a mail can be written again after a crash and a stolen database opens nothing.
 */
export function passwordToken({ current }: SecretKeys, linkId: string): string {
  return derive(current, "password-link", linkId);
}

/** The same for the link by which the owner of an address says that they want a new password. */
export function resetToken({ current }: SecretKeys, resetId: string): string {
  return derive(current, "password-reset", resetId);
}

/** The token of a link that exists: of the key with which it was made. Undefined: that key is not given. */
export function tokenOfLink(keys: SecretKeys, link: Tokened): string | undefined {
  return tokenOf(keys, "password-link", link);
}

/** The same of a reset that exists. */
export function tokenOfReset(keys: SecretKeys, reset: Tokened): string | undefined {
  return tokenOf(keys, "password-reset", reset);
}

/** What is looked up; 256 random bits need no salt. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The stored hash tells which key it was, so no key id need be stored beside it. */
function tokenOf(keys: SecretKeys, purpose: string, { id, tokenHash }: Tokened): string | undefined {
  return keysOf(keys)
    .map((key) => derive(key, purpose, id))
    .find((token) => hashToken(token).equals(tokenHash));
}

function derive({ secret }: SecretKey, purpose: string, id: string): string {
  return createHmac("sha256", secret).update(`${purpose}:${id}`).digest("base64url");
}
