import { hash, verify } from "@node-rs/argon2";

/** argon2id (the library's default) with our key as pepper: four digits alone would be tried out in minutes from a stolen database. */
export function hashPin(pin: string, secretKey: Buffer): Promise<string> {
  return hash(pin, { secret: secretKey });
}

/** Compares in constant time. */
export function isPin(pin: string, pinHash: string, secretKey: Buffer): Promise<boolean> {
  return verify(pinHash, pin, { secret: secretKey });
}
