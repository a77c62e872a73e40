import { createHmac } from "node:crypto";

/** A secret key, and the ID that everything made with it refers to. */
export interface SecretKey {
  readonly id: string;
  /** Identifies the key in the database, which never contains the key itself. */
  readonly fingerprint: Buffer;
  readonly secret: Buffer;
}

/** New data is sealed with the current key. Data sealed with the old key can be read while that key is configured. */
export interface SecretKeys {
  readonly current: SecretKey;
  readonly old?: SecretKey | undefined;
}

const ID_BYTES = 4;

/** Returns the keys of ACCT_SECRET_KEY and ACCT_SECRET_KEY_OLD. */
export function secretKeys(current: Buffer, old?: Buffer): SecretKeys {
  return { current: secretKey(current), old: old && secretKey(old) };
}

/** Returns every configured key, the current one first. */
export function listKeys({ current, old }: SecretKeys): readonly SecretKey[] {
  return old ? [current, old] : [current];
}

/** Returns the response to a nonce that only a process with this key can give. */
export function computeProof({ secret }: SecretKey, nonce: string): string {
  return createHmac("sha256", secret).update(`acct is here: ${nonce}`).digest("base64url");
}

function secretKey(secret: Buffer): SecretKey {
  const fingerprint = createHmac("sha256", secret).update("acct secret key").digest();
  return { id: fingerprint.subarray(0, ID_BYTES).toString("hex"), fingerprint, secret };
}
