import { hash, verify } from "@node-rs/argon2";
import { keysOf, type SecretKeys } from "../../credentials/secret-keys.ts";
import { seal, unseal } from "../secrets/seal.ts";

/** A PIN goes from the request to the account and to its links, so its seal names no row. */
const OF = "pin";

/**
 * argon2id (the library's default), sealed with our key: four digits alone would be tried out in minutes from a stolen
 * database. Sealed and not peppered, because a seal can be renewed under another key without knowing the PIN.
 */
export async function hashPin(pin: string, keys: SecretKeys): Promise<string> {
  return sealedPin(keys, await hash(pin));
}

/** Compares in constant time. Throws when the hash needs a key that is not given. */
export async function isPin(pin: string, pinHash: string, keys: SecretKeys): Promise<boolean> {
  if (!isPeppered(pinHash)) {
    const [sealed = "", pepper] = openPin(keys, pinHash).split(" ");
    return verify(sealed, pin, pepper === undefined ? undefined : { secret: Buffer.from(pepper, "base64") });
  }
  for (const { secret } of keysOf(keys)) if (await verify(pinHash, pin, { secret })) return true;
  return false;
}

/** The same PIN under the current key. One from before PINs were sealed takes its pepper, the old key, along in the seal. */
export function renewPin(keys: SecretKeys, pinHash: string): string {
  if (!isPeppered(pinHash)) return sealedPin(keys, openPin(keys, pinHash));
  const pepper = (keys.old ?? keys.current).secret.toString("base64");
  return sealedPin(keys, `${pinHash} ${pepper}`);
}

/** How it was done before keys had ids: the key is argon2's secret. */
function isPeppered(pinHash: string): boolean {
  return pinHash.startsWith("$");
}

function sealedPin(keys: SecretKeys, text: string): string {
  const { id } = keys.current;
  return `${id}:${seal(keys, text, OF)
    .subarray(id.length + 1)
    .toString("base64")}`;
}

function openPin(keys: SecretKeys, pinHash: string): string {
  const [id = "", sealed = ""] = pinHash.split(":");
  return unseal(keys, Buffer.concat([Buffer.from(`${id}:`), Buffer.from(sealed, "base64")]), OF);
}
