import { createHmac } from "node:crypto";

/** A secret key, and the id by which whatever was made with it names it. */
export interface SecretKey {
  readonly id: string;
  /** Tells keys apart in the database, where the key itself never is. */
  readonly fingerprint: Buffer;
  readonly secret: Buffer;
}

/** What is new is made with the current key; what was made with the old one can be read as long as that is given, too. */
export interface SecretKeys {
  readonly current: SecretKey;
  readonly old?: SecretKey | undefined;
}

const ID_BYTES = 4;

/** The keys of ACCT_SECRET_KEY and ACCT_SECRET_KEY_OLD. */
export function secretKeys(current: Buffer, old?: Buffer): SecretKeys {
  return { current: secretKey(current), old: old && secretKey(old) };
}

/** Every key that is given, the current one first. */
export function keysOf({ current, old }: SecretKeys): readonly SecretKey[] {
  return old ? [current, old] : [current];
}

/** What only a process with this key answers to a nonce. */
export function proofOf({ secret }: SecretKey, nonce: string): string {
  return createHmac("sha256", secret).update(`acct is here: ${nonce}`).digest("base64url");
}

function secretKey(secret: Buffer): SecretKey {
  const fingerprint = createHmac("sha256", secret).update("acct secret key").digest();
  return { id: fingerprint.subarray(0, ID_BYTES).toString("hex"), fingerprint, secret };
}
