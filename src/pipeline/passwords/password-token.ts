import { createHash, createHmac } from "node:crypto";
import { listKeys, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";

/** A link or a reset: its token is derived from the id, and found by the hash. */
interface Tokened {
  readonly id: string;
  readonly tokenHash: Buffer;
}

/**
 * The token in a new link to the password page. It is derived from the link's id and our key instead of stored, so that an
 * email can be written again after a crash, and a stolen database opens nothing.
 */
export function passwordToken({ current }: SecretKeys, linkId: string): string {
  return derive(current, "password-link", linkId);
}

/** Returns the same for the link with which the owner of an address confirms that they want a new password. */
export function resetToken({ current }: SecretKeys, resetId: string): string {
  return derive(current, "password-reset", resetId);
}

/** Returns the same for the link in the email that confirms a link between a person and a user in the chat. */
export function linkToken({ current }: SecretKeys, claimId: string): string {
  return derive(current, "chat-link", claimId);
}

/** Returns the same for the link in the email that asks someone whether they are a project's PI. */
export function piToken({ current }: SecretKeys, claimId: string): string {
  return derive(current, "pi-claim", claimId);
}

/** Returns the same for the link in the email that invites someone to a project. */
export function invitationToken({ current }: SecretKeys, invitationId: string): string {
  return derive(current, "invitation", invitationId);
}

/** Returns the same for the link in the email that leads to the public form. */
export function formToken({ current }: SecretKeys, linkId: string): string {
  return derive(current, "form-link", linkId);
}

/** The token of an existing link, from the key it was created with. Undefined if that key is not configured. */
export function tokenOfLink(keys: SecretKeys, link: Tokened): string | undefined {
  return deriveToken(keys, "password-link", link);
}

/** Returns the same for an existing reset. */
export function tokenOfReset(keys: SecretKeys, reset: Tokened): string | undefined {
  return deriveToken(keys, "password-reset", reset);
}

/** Returns the same for an existing claim to a link in the chat. */
export function tokenOfClaim(
  keys: SecretKeys,
  { id, tokenHash }: { readonly id: string; readonly tokenHash: Buffer | null },
): string | undefined {
  return tokenHash === null ? undefined : deriveToken(keys, "chat-link", { id, tokenHash });
}

/** Returns the same for an existing question to a PI. */
export function tokenOfPiClaim(keys: SecretKeys, claim: Tokened): string | undefined {
  return deriveToken(keys, "pi-claim", claim);
}

/** Returns the same for an existing invitation. */
export function tokenOfInvitation(keys: SecretKeys, invitation: Tokened): string | undefined {
  return deriveToken(keys, "invitation", invitation);
}

/** Returns the same for an existing link to the public form. */
export function tokenOfForm(
  keys: SecretKeys,
  { id, tokenHash }: { readonly id: string; readonly tokenHash: Buffer | null },
): string | undefined {
  return tokenHash === null ? undefined : deriveToken(keys, "form-link", { id, tokenHash });
}

/** The hash by which a token is looked up; 256 random bits need no salt. */
export function hashToken(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The stored hash shows which key was used, so no key id is stored with it. */
function deriveToken(keys: SecretKeys, purpose: string, { id, tokenHash }: Tokened): string | undefined {
  return listKeys(keys)
    .map((key) => derive(key, purpose, id))
    .find((token) => hashToken(token).equals(tokenHash));
}

function derive({ secret }: SecretKey, purpose: string, id: string): string {
  return createHmac("sha256", secret).update(`${purpose}:${id}`).digest("base64url");
}
