import { randomUUID } from "node:crypto";
import type { SecretKeys } from "../../credentials/secret-keys.ts";
import type { Db } from "../../db/client.ts";
import { putKeystoneLink } from "../../db/keystone-links.ts";
import { seal } from "../secrets/seal.ts";
import { hashToken } from "./password-token.ts";
import { hashPin } from "./pin.ts";

export interface SetUpLinkDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly secretKey: SecretKeys;
  /** A link works this long. */
  readonly tokenExpirationMs: number;
}

/** The values that a program sends for a Keystone user. Missing values stay as they were. */
export interface LinkSecrets {
  readonly pin?: string | undefined;
  /** The one-time password that the user currently has at Keystone. */
  readonly password?: string | undefined;
}

/**
 * Sets up a link for a Keystone user, or renews it. Returns its token (a UUID, as in setpass), which is not stored. Otherwise
 * returns why nothing was set up: PIN or password are missing, and were never given ("no-link") or were erased ("erased").
 */
export async function setUpLink(
  keystoneUserId: string,
  { pin, password }: LinkSecrets,
  { db, now, secretKey, tokenExpirationMs }: SetUpLinkDeps,
): Promise<{ readonly token: string } | "no-link" | "erased"> {
  const token = randomUUID();
  const createdAt = now();
  const done = await putKeystoneLink(db, {
    id: randomUUID(),
    keystoneUserId,
    tokenHash: hashToken(token),
    pinHash: pin === undefined ? undefined : await hashPin(pin, secretKey),
    sealedPassword: password === undefined ? undefined : seal(secretKey, password, keystoneUserId),
    createdAt,
    expiresAt: new Date(createdAt.getTime() + tokenExpirationMs),
  });
  return done === "done" ? { token } : done;
}
