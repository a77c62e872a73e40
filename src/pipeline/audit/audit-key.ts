import { randomBytes } from "node:crypto";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import { extendChain, readHead } from "../../db/audit-seals.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { readInstallation, saveAuditKey } from "../../db/installation.ts";
import { AUDIT_KEY_OWNER } from "../../db/secret-keys.ts";
import { Failure } from "../../failure/failure.ts";
import { seal, unseal } from "../secrets/seal.ts";
import { signHead } from "./chain.ts";

const KEY_BYTES = 32;

/**
 * The key of the audit chain, created at the first start. It is stored encrypted with the secret key, which is never in the
 * database. After the secret key was dropped, a new audit key continues from the current end of the chain.
 */
export async function openAuditKey(db: Db, keys: SecretKeys): Promise<Buffer> {
  const key = randomBytes(KEY_BYTES);
  const sealed = seal(keys, key.toString("base64"), AUDIT_KEY_OWNER);
  await inTransaction(db, async (tx) => {
    const head = await readHead(tx);
    const isNew = await saveAuditKey(tx, sealed, head?.position ?? 0);
    if (isNew && head) await extendChain(tx, [], { ...head, signature: signHead(key, head) });
  });
  const saved = await readAuditKey(db, keys);
  if (!saved) throw new Failure("The key of the audit log could not be saved");
  return saved;
}

/** Does the same for commands that only read. Returns undefined if acct has not been started with this database yet. */
export async function readAuditKey(db: Db, keys: SecretKeys): Promise<Buffer | undefined> {
  const { sealedAuditKey } = await readInstallation(db);
  return sealedAuditKey ? decrypt(keys, sealedAuditKey) : undefined;
}

function decrypt(keys: SecretKeys, sealed: Buffer): Buffer {
  try {
    return Buffer.from(unseal(keys, sealed, AUDIT_KEY_OWNER), "base64");
  } catch (error) {
    throw new Failure(
      "The key of the audit log cannot be decrypted: ACCT_SECRET_KEY (or ACCT_SECRET_KEY_OLD) is not the key of this database",
      { cause: error },
    );
  }
}
