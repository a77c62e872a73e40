import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { listKeys, type SecretKeys } from "../../credentials/secret-keys.ts";
import { Failure } from "../../failure/failure.ts";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** The id of the key and a colon. Secrets from before keys had ids lack this and begin with their nonce. */
const HEADER = /^([0-9a-f]{8}):/;
const HEADER_BYTES = 9;

/**
 * Encrypts a secret that must be readable again (AES-256-GCM): key id, nonce, tag, ciphertext. `of` names its owner and is
 * authenticated as well, so that one row's secret cannot be moved to another row.
 */
export function seal({ current }: SecretKeys, secret: string, of: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", sealKey(current.secret), nonce).setAAD(Buffer.from(of));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return Buffer.concat([Buffer.from(`${current.id}:`), nonce, cipher.getAuthTag(), sealed]);
}

/** Throws if the secret was sealed with a key that is not configured, for another owner, or has been changed since. */
export function unseal(keys: SecretKeys, sealed: Buffer, of: string): string {
  const [, id] = HEADER.exec(sealed.subarray(0, HEADER_BYTES).toString("latin1")) ?? [];
  const key = listKeys(keys).find((each) => each.id === id);
  if (key) return open(key.secret, sealed.subarray(HEADER_BYTES), of);
  for (const { secret } of listKeys(keys)) {
    try {
      return open(secret, sealed, of);
    } catch {
      // GCM fails with a wrong key, so the next key is tried.
    }
  }
  throw new Failure(`a sealed secret needs a key that is not configured${id ? ` (${id})` : ""}`);
}

function open(secretKey: Buffer, sealed: Buffer, of: string): string {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", sealKey(secretKey), nonce, { authTagLength: TAG_BYTES })
    .setAAD(Buffer.from(of))
    .setAuthTag(tag);
  const rest = sealed.subarray(NONCE_BYTES + TAG_BYTES);
  return Buffer.concat([decipher.update(rest), decipher.final()]).toString("utf8");
}

function sealKey(secretKey: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKey, "", "acct sealed secrets", 32));
}
