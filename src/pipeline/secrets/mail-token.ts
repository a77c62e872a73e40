import { createHmac, timingSafeEqual } from "node:crypto";
import { listKeys, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";
import type { Notification } from "../../db/tables/notifications.ts";

type Marked = Pick<Notification, "id" | "mark">;

/** 128 bits of the signature, so that token and mailbox fit into the 64 characters of RFC 5321 §4.5.3.1.1. */
const SIGNATURE_BYTES = 16;
const DIGITS = 26;

/**
 * The token by which an email is recognized when it comes back. It is signed instead of stored, and no one can make one for another
 * email. It has no upper-case letters, because some servers change the case of an address.
 */
export function mailToken({ current }: SecretKeys, notification: Marked): string {
  return `${notification.id.toString(36)}-${sign(current, notification)}`;
}

/** The notification that a token names, before the token is verified. */
export function notificationIdIn(token: string): number | undefined {
  const [, digits] = /^([0-9a-z]{1,9})-/.exec(token) ?? [];
  return digits === undefined ? undefined : Number.parseInt(digits, 36);
}

/** Whether the token is that of this notification, with the current key or the old one. */
export function isMailTokenOf(keys: SecretKeys, token: string, notification: Marked): boolean {
  const given = Buffer.from(token.slice(token.indexOf("-") + 1));
  return listKeys(keys).some((key) => {
    const expected = Buffer.from(sign(key, notification));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** The mark is in it because numbers come again after a restore. */
function sign({ secret }: SecretKey, { id, mark }: Marked): string {
  const signature = createHmac("sha256", secret).update(`mail:${id}:${mark}`).digest();
  const bits = BigInt(`0x${signature.subarray(0, SIGNATURE_BYTES).toString("hex")}`);
  return bits.toString(32).padStart(DIGITS, "0");
}
