import { createPublicKey, type KeyObject, verify } from "node:crypto";

/** A trigger ID as the server issues it: whom it was issued to and when. */
export interface Trigger {
  /** Identifies the press or command. */
  readonly id: string;
  readonly user: string;
  readonly issuedAt: Date;
}

/** The server issues a trigger right before it calls us. The rest is for the difference between two clocks. */
const MAX_AGE_MS = 5 * 60_000;
const MAX_LENGTH = 2000;

/**
 * Reads a trigger ID: the base64 of `id:user:milliseconds:signature`, where the signature is ECDSA with SHA-256 over
 * `id:user:milliseconds:` (GenerateTriggerId in server/public/model/integration_action.go). Returns undefined if it isn't one.
 */
function parseTrigger(text: string) {
  if (text.length > MAX_LENGTH) return undefined;
  const [id, user, at, signature, ...more] = Buffer.from(text, "base64").toString("utf8").split(":");
  if (!id || !user || !at || signature === undefined || more.length > 0) return undefined;
  return {
    trigger: { id, user, issuedAt: new Date(Number(at)) },
    signed: Buffer.from(`${id}:${user}:${at}:`),
    signature: Buffer.from(signature, "base64"),
  };
}

/**
 * Verifies that the server issued this trigger to this person just now. Returns the trigger, or what is wrong with it.
 * Without a key, which only very old servers lack, the signature isn't verified.
 */
export function verifyTrigger(
  text: string,
  { key, user, now }: { readonly key: KeyObject | undefined; readonly user: string; readonly now: Date },
): Trigger | string {
  const parsed = parseTrigger(text);
  if (!parsed) return "it has no valid trigger ID";
  const { trigger, signed, signature } = parsed;
  if (trigger.user !== user) return "its trigger ID was issued to someone else";
  if (key && !verify("sha256", signed, key, signature)) return BAD_SIGNATURE;
  const ageMs = now.getTime() - trigger.issuedAt.getTime();
  // An invalid date compares as false, so the condition says what is accepted.
  if (!(Math.abs(ageMs) <= MAX_AGE_MS)) return "its trigger ID is too old, or the clocks differ";
  return trigger;
}

export const BAD_SIGNATURE = "the signature of its trigger ID doesn't match";

/** Reads the key that the server publishes: the base64 of a public key in DER. Undefined if the server publishes none. */
export function readSigningKey(config: Readonly<Record<string, unknown>>): KeyObject | undefined {
  const { AsymmetricSigningPublicKey: published } = config;
  if (typeof published !== "string" || published === "") return undefined;
  return createPublicKey({ key: Buffer.from(published, "base64"), format: "der", type: "spki" });
}

/** A new key is asked for at most this often, so that forged triggers make no calls. */
const ASK_AGAIN_MS = 60_000;

/**
 * Keeps the server's key. `newer` asks again, because a server that got a new database has a new key; it returns undefined if
 * the key is still the same, or was asked for only a minute ago.
 */
export function signingKey(
  readConfig: () => Promise<Readonly<Record<string, unknown>>>,
  now: () => Date,
): { current(): Promise<KeyObject | undefined>; newer(): Promise<KeyObject | undefined> } {
  let asked: Promise<KeyObject | undefined> | undefined;
  let askedAt = 0;
  const ask = () => {
    askedAt = now().getTime();
    const asking = readConfig().then(readSigningKey);
    asked = asking;
    // What couldn't be read is asked for again. Meanwhile nothing is accepted.
    asking.catch(() => {
      if (asked === asking) asked = undefined;
    });
    return asking;
  };
  return {
    current: () => asked ?? ask(),
    async newer() {
      const before = await asked;
      if (now().getTime() - askedAt < ASK_AGAIN_MS) return undefined;
      const found = await ask();
      return found && before && found.equals(before) ? undefined : found;
    },
  };
}
