import type { SecretKeys } from "../credentials/secret-keys.ts";
import type { Db } from "../db/client.ts";
import { listProcesses } from "../db/process.ts";
import { Failure } from "../failure/failure.ts";
import { forgetOldKeys } from "../pipeline/secrets/forget-old-keys.ts";
import { isNeeded, judgeKeys, type KnownKey, sumUp } from "../pipeline/secrets/use-keys.ts";

const KEY_STATES = {
  current: "the current key, ACCT_SECRET_KEY",
  old: "an old key, ACCT_SECRET_KEY_OLD",
  missing: "a key that is not given here",
  "given up": "given up",
} as const satisfies Record<KnownKey["state"], string>;

/** A line for each key that the database has been used with, and what still needs it. */
export async function showKeys(
  db: Db,
  keys: SecretKeys,
  now: Date,
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }> {
  const { keys: known, fault } = await judgeKeys(db, keys, now);
  const lines = known.map(
    (key) =>
      `${key.row.id}  first used ${key.row.firstUsedAt.toISOString().slice(0, 10)}  ${KEY_STATES[key.state]}${needs(key)}`,
  );
  if (fault) return { ok: false, lines: [...lines, `${fault}.`] };
  return { ok: true, lines: known.length === 0 ? ["No key has been used with this database yet."] : lines };
}

function needs({ state, uses }: KnownKey): string {
  if (state === "current" || state === "given up") return "";
  return isNeeded(uses) ? `; still needed for: ${sumUp(uses)}` : "; not needed any more";
}

/** Gives up every key but the current one, with whatever they made. Throws while a process works with another key. */
export async function* forgetKeys(db: Db, keys: SecretKeys, now: Date): AsyncGenerator<string> {
  const { keys: known, fault } = await judgeKeys(db, keys, now);
  const current = known.find(({ state }) => state === "current");
  const live = (await listProcesses(db)).length;
  if (live > 0 && (fault || !current)) {
    throw new Failure(
      `${live === 1 ? "A process of acct is" : `${live} processes of acct are`} at work with another key: stop acct first.`,
    );
  }
  const { renewedLinks, endedKeystoneUsers, erasedPins, mailedRequests } = await forgetOldKeys(db, keys, now);
  yield `From now on only the key ${keys.current.id} counts.`;
  if (renewedLinks.length > 0) {
    yield `A new password link, which asks for no PIN, goes to: ${renewedLinks.join(", ")}.`;
  }
  if (mailedRequests.length > 0)
    yield `New links are mailed about the requests ${mailedRequests.join(", ")}.`;
  if (erasedPins > 0)
    yield `PINs erased: ${erasedPins}. The next password links of these people ask for none.`;
  if (endedKeystoneUsers.length > 0) {
    yield `The links of these Keystone users have ended; whatever set them up has to do so again: ${endedKeystoneUsers.join(", ")}.`;
  }
}

/** For doctor: whether the keys are right, and whether the old one can go. Throws what is wrong. */
export async function checkKeys(db: Db, keys: SecretKeys, now: Date): Promise<string> {
  const { keys: known, fault } = await judgeKeys(db, keys, now);
  if (fault) throw new Failure(fault);
  if (known.length === 0) return `${keys.current.id}, written down when acct first starts`;
  if (!keys.old) return `${keys.current.id}, the one that this database is used with`;
  const old = known.find(({ state }) => state === "old");
  if (!old || (known.some(({ state }) => state === "current") && !isNeeded(old.uses))) {
    return "the old key is not needed any more: remove ACCT_SECRET_KEY_OLD";
  }
  return `${keys.current.id}; the old key is still needed for: ${sumUp(old.uses) || "the start with the new one"}`;
}
