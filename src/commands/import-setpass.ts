import { randomUUID } from "node:crypto";
import { keystoneLinkSince, takeOverKeystoneLink } from "../db/keystone-links.ts";
import { readSetpassUsers, type SetpassUser } from "../intake/setpass-database.ts";
import { hashToken } from "../pipeline/passwords/password-token.ts";
import { hashPin } from "../pipeline/passwords/pin.ts";
import type { SetUpLinkDeps } from "../pipeline/passwords/set-up-link.ts";
import { seal } from "../pipeline/secrets/seal.ts";

interface SetpassImportResult {
  readonly taken: number;
  /** Taken without their secrets, which nobody can use, so that whoever opens one is told that it has expired. */
  readonly expired: number;
  /** Here already, as they are there or newer. */
  readonly known: number;
  /** Rows that could not be taken, a sentence each. */
  readonly faults: readonly string[];
}

/**
 * Takes the links of a setpass database over: same tokens, same PINs, same attempts and ages. May be run again; a link
 * that was set up anew here since is kept as it is here. Throws a sentence when the database cannot be read.
 */
export async function importSetpass(databaseUrl: string, deps: SetUpLinkDeps): Promise<SetpassImportResult> {
  const { db, now, secretKey, tokenExpirationMs } = deps;
  let taken = 0;
  let expired = 0;
  let known = 0;
  const faults: string[] = [];
  for (const user of await readSetpassUsers(databaseUrl)) {
    const fault = faultOf(user);
    const expiresAt = new Date(user.updatedAt.getTime() + tokenExpirationMs);
    if (fault) faults.push(`user ${user.userId}: ${fault}`);
    else if (((await keystoneLinkSince(db, user.userId)) ?? NEVER) >= user.updatedAt) known++;
    else {
      const isOver = expiresAt <= now();
      await takeOverKeystoneLink(db, {
        id: randomUUID(),
        keystoneUserId: user.userId,
        tokenHash: hashToken(user.token),
        pinHash: isOver ? undefined : await hashPin(user.pin, secretKey),
        sealedPassword: isOver ? undefined : seal(secretKey, user.password, user.userId),
        attempts: user.attempts,
        createdAt: user.updatedAt,
        expiresAt,
      });
      if (isOver) expired++;
      else taken++;
    }
  }
  return { taken, expired, known, faults };
}

const NEVER = new Date(0);

function faultOf({ userId, token, pin, password, updatedAt, attempts }: SetpassUser): string | undefined {
  const missing = Object.entries({ userId, token, pin, password }).find(([, value]) => !value);
  if (missing) return `${missing[0]} is missing`;
  if (Number.isNaN(updatedAt.getTime())) return "updated_at is no time";
  return Number.isInteger(attempts) && attempts >= 0 ? undefined : "attempts is no number";
}
