import { hash, verify } from "@node-rs/argon2";
import { listKeys, type SecretKeys } from "../../credentials/secret-keys.ts";
import { withoutLostZeros } from "../../view/pin-digits.ts";
import { seal, unseal } from "../secrets/seal.ts";

/** A PIN is copied from the request to the account and its links, so its seal is not bound to a row. */
const SEAL_CONTEXT = "pin";

/**
 * Hashes with argon2id (the library's default) and seals the hash with our key, because four digits from a stolen database
 * could be guessed in minutes. A seal, unlike a pepper, can be renewed under another key without knowing the PIN.
 */
export async function hashPin(pin: string, keys: SecretKeys): Promise<string> {
  return sealedPin(keys, await hash(pin));
}

/**
 * Tells whether it is this PIN, also if a spreadsheet has taken away its leading zeros: someone who chose 01234 then types one
 * more digit than the hash was made of. Compares in constant time. Throws if the hash needs a key that is not configured.
 */
export async function isPin(pin: string, pinHash: string, keys: SecretKeys): Promise<boolean> {
  if (await isExactPin(pin, pinHash, keys)) return true;
  const shortened = withoutLostZeros(pin);
  return shortened !== pin && isExactPin(shortened, pinHash, keys);
}

async function isExactPin(pin: string, pinHash: string, keys: SecretKeys): Promise<boolean> {
  if (!isPeppered(pinHash)) {
    const [sealed = "", pepper] = openPin(keys, pinHash).split(" ");
    return verify(sealed, pin, pepper === undefined ? undefined : { secret: Buffer.from(pepper, "base64") });
  }
  for (const { secret } of listKeys(keys)) if (await verify(pinHash, pin, { secret })) return true;
  return false;
}

/** Returns the hash of the same PIN under the current key. For a hash with a pepper, the pepper (the old key) goes into the seal as well. */
export function renewPin(keys: SecretKeys, pinHash: string): string {
  if (!isPeppered(pinHash)) return sealedPin(keys, openPin(keys, pinHash));
  const pepper = (keys.old ?? keys.current).secret.toString("base64");
  return sealedPin(keys, `${pinHash} ${pepper}`);
}

/** Tells whether the hash uses the key as argon2's secret, as before keys had IDs. */
function isPeppered(pinHash: string): boolean {
  return pinHash.startsWith("$");
}

function sealedPin(keys: SecretKeys, text: string): string {
  const { id } = keys.current;
  return `${id}:${seal(keys, text, SEAL_CONTEXT)
    .subarray(id.length + 1)
    .toString("base64")}`;
}

function openPin(keys: SecretKeys, pinHash: string): string {
  const [id = "", sealed = ""] = pinHash.split(":");
  return unseal(keys, Buffer.concat([Buffer.from(`${id}:`), Buffer.from(sealed, "base64")]), SEAL_CONTEXT);
}
