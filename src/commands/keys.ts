import type { SecretKeys } from "../credentials/secret-keys.ts";
import type { Db } from "../db/client.ts";
import { listProcesses } from "../db/process.ts";
import { Failure } from "../failure/failure.ts";
import { forgetOldKeys } from "../pipeline/secrets/forget-old-keys.ts";
import { inspectKeys, isNeeded, type KnownKey, sumUp } from "../pipeline/secrets/use-keys.ts";

const KEY_STATES = {
  current: "the current key, ACCT_SECRET_KEY",
  old: "an old key, ACCT_SECRET_KEY_OLD",
  missing: "a key that is not set here",
  dropped: "dropped",
} as const satisfies Record<KnownKey["state"], string>;

/** Lists each key that the database has been used with, and what still needs it. */
export async function showKeys(
  db: Db,
  keys: SecretKeys,
  now: Date,
): Promise<{ readonly ok: boolean; readonly lines: readonly string[] }> {
  const { keys: known, problem } = await inspectKeys(db, keys, now);
  const lines = known.map(
    (key) =>
      `${key.row.id}  first used ${key.row.firstUsedAt.toISOString().slice(0, 10)}  ${KEY_STATES[key.state]}${needs(key)}`,
  );
  if (problem) return { ok: false, lines: [...lines, `${problem}.`] };
  return { ok: true, lines: known.length === 0 ? ["No key has been used with this database yet."] : lines };
}

function needs({ state, uses }: KnownKey): string {
  if (state === "current" || state === "dropped") return "";
  return isNeeded(uses) ? `; still needed for: ${sumUp(uses)}` : "; no longer needed";
}

/** Drops every key but the current one and invalidates everything made with them. Throws while a process uses another key. */
export async function* forgetKeys(db: Db, keys: SecretKeys, now: Date): AsyncGenerator<string> {
  const { keys: known, problem } = await inspectKeys(db, keys, now);
  const current = known.find(({ state }) => state === "current");
  const live = (await listProcesses(db)).length;
  if (live > 0 && (problem || !current)) {
    throw new Failure(
      `${live === 1 ? "An acct process is" : `${live} acct processes are`} running with another key: stop acct first.`,
    );
  }
  const { renewedLinks, endedKeystoneUsers, erasedPins, mailedRequests, renewedInvitations } =
    await forgetOldKeys(db, keys, now);
  yield `From now on only key ${keys.current.id} is valid.`;
  if (renewedLinks.length > 0) {
    yield `New password links, which don't ask for a PIN, will be sent to: ${renewedLinks.join(", ")}.`;
  }
  if (mailedRequests.length > 0) yield `New links will be emailed for requests ${mailedRequests.join(", ")}.`;
  if (renewedInvitations > 0)
    yield `New links will be emailed for ${renewedInvitations} ${renewedInvitations === 1 ? "invitation" : "invitations"} to projects.`;
  if (erasedPins > 0)
    yield `Erased ${erasedPins} ${erasedPins === 1 ? "PIN" : "PINs"}. The next password link of each of these people won't ask for one.`;
  if (endedKeystoneUsers.length > 0) {
    yield `The links of these Keystone users are no longer valid and must be created again: ${endedKeystoneUsers.join(", ")}.`;
  }
}

/** Checks for doctor that the keys are right, and whether the old one can be removed. Throws with the problem. */
export async function checkKeys(db: Db, keys: SecretKeys, now: Date): Promise<string> {
  const { keys: known, problem } = await inspectKeys(db, keys, now);
  if (problem) throw new Failure(problem);
  if (known.length === 0) return `${keys.current.id}, to be recorded when acct first starts`;
  if (!keys.old) return `${keys.current.id} matches this database`;
  const old = known.find(({ state }) => state === "old");
  if (!old || (known.some(({ state }) => state === "current") && !isNeeded(old.uses))) {
    return "the old key is no longer needed: remove ACCT_SECRET_KEY_OLD";
  }
  return `${keys.current.id}; the old key is still needed for: ${sumUp(old.uses) || "the first start with the new one"}`;
}
