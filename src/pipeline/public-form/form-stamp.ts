import { createHmac, timingSafeEqual } from "node:crypto";
import { listKeys, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";

/** People need longer to type an address. Programs don't. */
const MIN_MS = 3000;
/** A form that was loaded before this was left open, or copied. */
const MAX_MS = 24 * 3_600_000;
const STAMP = /^(\d{1,15})\.([\w-]{43})$/;

/** Says when a form was shown, signed, so that a program can't make it up. It is not stored. */
export function formStamp({ current }: SecretKeys, shownAt: Date): string {
  return `${shownAt.getTime()}.${sign(current, String(shownAt.getTime())).toString("base64url")}`;
}

/** Whether a form with this stamp was sent by someone who had the time to read it. "old" also if the stamp isn't ours. */
export function judgeStamp(keys: SecretKeys, stamp: string, now: Date): "fine" | "quick" | "old" {
  const [, shownAt = "", signature = ""] = STAMP.exec(stamp) ?? [];
  const given = Buffer.from(signature, "base64url");
  const isOurs = listKeys(keys).some((key) => {
    const expected = sign(key, shownAt);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  const age = now.getTime() - Number(shownAt);
  if (!isOurs || age > MAX_MS) return "old";
  return age < MIN_MS ? "quick" : "fine";
}

function sign({ secret }: SecretKey, shownAt: string): Buffer {
  return createHmac("sha256", secret).update(`form:${shownAt}`).digest();
}
