import { createHmac, randomInt, timingSafeEqual } from "node:crypto";
import { listKeys, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";

/** A new code: six digits, so that it can be typed on any keyboard. */
export const newCode = (): string => String(randomInt(1_000_000)).padStart(6, "0");

/** Formats a code in two groups, which are easier to copy: "418 273". */
export const formatCode = (code: string): string => `${code.slice(0, 3)} ${code.slice(3)}`;

/** Keeps the digits of what a person typed, who may have copied spaces or a dash. */
export const tidyCode = (typed: string): string => typed.replace(/[\s-]/g, "");

/** The hash under which a code is stored. It is keyed, because a million codes could be guessed from a stolen database. */
export const hashCode = ({ current }: SecretKeys, claimId: string, code: string): Buffer =>
  hashWith(current, claimId, code);

/** Compares in constant time. A code that was stored under a key that is no longer configured matches nothing. */
export function isCode(keys: SecretKeys, claimId: string, code: string, codeHash: Buffer): boolean {
  return listKeys(keys).some((key) => timingSafeEqual(hashWith(key, claimId, code), codeHash));
}

const hashWith = ({ secret }: SecretKey, claimId: string, code: string): Buffer =>
  createHmac("sha256", secret).update(`link-code:${claimId}:${code}`).digest();
