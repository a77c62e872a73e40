import { randomUUID } from "node:crypto";
import { keystoneLinkSince, takeOverKeystoneLink } from "../db/keystone-links.ts";
import { hashToken } from "../pipeline/passwords/password-token.ts";
import { hashPin } from "../pipeline/passwords/pin.ts";
import type { SetUpLinkDeps } from "../pipeline/passwords/set-up-link.ts";
import { seal } from "../pipeline/secrets/seal.ts";
import { readSetpassUsers, type SetpassUser } from "../setpass/setpass-database.ts";

interface SetpassImportResult {
  readonly taken: number;
  /** Imported without secrets, so that people who open such a link learn that it has expired. */
  readonly expired: number;
  /** Links that already exist here, in the same state or newer. */
  readonly known: number;
  /** One sentence for each row that was rejected. */
  readonly problems: readonly string[];
}

/**
 * Imports the links of a setpass database with their tokens, PINs, attempts and ages. It can be run again: a link that was
 * renewed here in the meantime is kept. Throws with a sentence if the database can't be read.
 */
export async function importSetpass(databaseUrl: string, deps: SetUpLinkDeps): Promise<SetpassImportResult> {
  const { db, now, secretKey, tokenExpirationMs } = deps;
  let taken = 0;
  let expired = 0;
  let known = 0;
  const problems: string[] = [];
  for (const user of await readSetpassUsers(databaseUrl)) {
    const problem = findProblem(user);
    const expiresAt = new Date(user.updatedAt.getTime() + tokenExpirationMs);
    if (problem) problems.push(`user ${user.userId}: ${problem}`);
    else if (((await keystoneLinkSince(db, user.userId)) ?? LONG_AGO) >= user.updatedAt) known++;
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
  return { taken, expired, known, problems };
}

const LONG_AGO = new Date(0);

function findProblem({ userId, token, pin, password, updatedAt, attempts }: SetpassUser): string | undefined {
  const missing = Object.entries({ userId, token, pin, password }).find(([, value]) => !value);
  if (missing) return `${missing[0]} is missing`;
  if (Number.isNaN(updatedAt.getTime())) return "updated_at is not a time";
  return Number.isInteger(attempts) && attempts >= 0 ? undefined : "attempts is not a number";
}
