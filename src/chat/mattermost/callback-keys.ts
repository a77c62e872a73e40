import { createHmac, timingSafeEqual } from "node:crypto";
import { listKeys, type SecretKey, type SecretKeys } from "../../credentials/secret-keys.ts";

/** What Mattermost calls acct for: a pressed button, a submitted dialog, the slash command, and the options of a select. */
export const CALLBACKS = ["action", "dialog", "command", "lookup"] as const;
export type Callback = (typeof CALLBACKS)[number];

/** All callbacks are below this path of acct's web server. */
export const CALLBACK_PATH = "/mattermost/";

const SEGMENT_LENGTH = 32;

/**
 * Returns the path of a callback. Each kind has a secret of its own, because the server shows people the address of a dialog
 * but never that of a button.
 */
export function callbackPath(callback: Callback, { current }: SecretKeys): string {
  return `${CALLBACK_PATH}${secretSegment(callback, current)}/${callback}`;
}

/** Returns which callback this path is of, with a current or an old secret. Undefined if it is none. Takes constant time. */
export function readCallbackPath(path: string, keys: SecretKeys): Callback | undefined {
  const [segment = "", name, ...rest] = path.slice(CALLBACK_PATH.length).split("/");
  const callback = CALLBACKS.find((one) => one === name);
  if (!path.startsWith(CALLBACK_PATH) || callback === undefined || rest.length > 0) return undefined;
  const isOurs = listKeys(keys).map((key) => isSame(segment, secretSegment(callback, key)));
  return isOurs.includes(true) ? callback : undefined;
}

/** Computes the signature of these values, in this order. `purpose` keeps a signature from counting anywhere else. */
export function sign({ secret }: SecretKey, purpose: string, values: readonly string[]): string {
  const key = createHmac("sha256", secret).update("acct Mattermost callbacks").digest();
  return createHmac("sha256", key)
    .update(JSON.stringify([purpose, ...values]))
    .digest("base64url");
}

/** Compares two secrets in constant time. Two that have different lengths are compared, too. */
export function isSame(given: string, secret: string): boolean {
  const digest = (text: string) => createHmac("sha256", "acct compares").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}

const secretSegment = (callback: Callback, key: SecretKey) =>
  sign(key, "path", [callback]).slice(0, SEGMENT_LENGTH);
