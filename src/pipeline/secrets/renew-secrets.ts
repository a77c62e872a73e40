import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Db } from "../../db/client.ts";
import { listSecretsOfOtherKeys, replaceSecret, type StoredSecret } from "../../db/secret-keys.ts";
import type { Log } from "../../log.ts";
import { renewPin } from "../passwords/pin.ts";
import { seal, unseal } from "./seal.ts";

const EVERY_MS = 3_600_000;

/**
 * Re-encrypts every stored secret with the current key, so that the old key is no longer needed: once before it returns, and
 * then every hour, because a process that has not been restarted yet still uses the old key.
 */
export async function keepSecretsCurrent(
  db: Db,
  keys: SecretKeys,
  log: Pick<Log, "info" | "warn">,
): Promise<{ stop(): void }> {
  const renew = async () => {
    const { renewed, unreadable } = await renewSecrets(db, keys);
    const key = keys.current.id;
    if (renewed > 0) log.info({ count: renewed, key }, "secrets re-encrypted with the current key");
    if (unreadable > 0)
      log.warn(
        { count: unreadable, key },
        "some secrets need a key that is not configured; they were left unchanged",
      );
  };
  await renew();
  const timer = setInterval(() => {
    renew().catch((error: unknown) => {
      log.warn({ err: error }, "could not re-encrypt secrets with the current key; retrying");
    });
  }, EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

async function renewSecrets(db: Db, keys: SecretKeys) {
  const counts = { renewed: 0, unreadable: 0 };
  for (const secret of await listSecretsOfOtherKeys(db, keys.current.id)) {
    const renewed = renew(secret, keys);
    if (renewed === undefined) counts.unreadable++;
    else {
      await replaceSecret(db, secret, renewed);
      counts.renewed++;
    }
  }
  return counts;
}

/** Undefined if it needs a key that is not configured. */
function renew({ pinHash, sealed, of }: StoredSecret, keys: SecretKeys): string | Buffer | undefined {
  try {
    if (pinHash !== null) return renewPin(keys, pinHash);
    return sealed === null ? undefined : seal(keys, unseal(keys, sealed, of), of);
  } catch {
    return undefined;
  }
}
