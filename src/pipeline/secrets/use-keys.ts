import { listKeys, type SecretKeys } from "../../credentials/secret-keys.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { findLatestAccountLink } from "../../db/password-links.ts";
import {
  countKeyUses,
  giveUpOtherKeys,
  insertSecretKey,
  type KeyUses,
  listSecretKeys,
  lockSecretKeys,
} from "../../db/secret-keys.ts";
import type { SecretKeyRow } from "../../db/tables/secret-keys.ts";
import { Failure } from "../../failure/failure.ts";
import { tokenOfLink } from "../passwords/password-token.ts";

/** A key that the database knows, and what still needs it. */
export interface KnownKey {
  readonly row: SecretKeyRow;
  /** "missing" means that it is neither ACCT_SECRET_KEY nor ACCT_SECRET_KEY_OLD. */
  readonly state: "current" | "old" | "missing" | "dropped";
  readonly uses: KeyUses;
}

/** Says which keys a process may work with. */
export interface KeyReport {
  readonly keys: readonly KnownKey[];
  /** Says why acct must not work with the configured keys, and what to do. Undefined if it may. */
  readonly problem: string | undefined;
}

/**
 * Makes sure that this process has the keys that the database is used with, and records a new key if the old one is configured
 * as well. Throws a sentence that says what to do. Returns the keys to work with.
 */
export async function useKeys(db: Db, keys: SecretKeys, now: Date): Promise<SecretKeys> {
  return inTransaction(db, async (tx) => {
    await lockSecretKeys(tx);
    const { keys: known, problem } = await inspectKeys(tx, keys, now);
    if (problem) throw new Failure(problem);
    // `secret_keys` is in the order of use, so the old key comes first.
    for (const key of listKeys(keys).toReversed()) {
      const isOld = key === keys.old;
      const isKnown = known.some(({ row }) => row.id === key.id);
      if (!isKnown && (!isOld || known.length === 0)) await insertSecretKey(tx, key, now);
    }
    const isOldInUse = known.length === 0 || known.some(({ state }) => state === "old");
    const isForgotten = known.some(({ state }) => state === "missing");
    // Nothing needs it anymore; otherwise there would be a problem.
    if (isForgotten && !isOldInUse) await giveUpOtherKeys(tx, keys.current.id, now);
    return isOldInUse ? keys : { current: keys.current };
  });
}

/** Does the same as `useKeys`, but writes nothing, for commands that only read. */
export async function requireKeys(db: Db, keys: SecretKeys, now: Date): Promise<SecretKeys> {
  const { problem } = await inspectKeys(db, keys, now);
  if (problem) throw new Failure(problem);
  return keys;
}

/** Returns what the database knows about the configured keys, and whether they are the right ones. Changes nothing. */
export async function inspectKeys(db: Db, keys: SecretKeys, now: Date): Promise<KeyReport> {
  const rows = await listSecretKeys(db);
  const known = await Promise.all(
    rows.map(async (row, index): Promise<KnownKey> => {
      const until = rows[index + 1]?.firstUsedAt ?? now;
      const uses = await countKeyUses(db, { id: row.id, isFirst: index === 0, until, now });
      return { row, state: keyState(row, keys), uses };
    }),
  );
  return {
    keys: known,
    problem: rows.length === 0 ? await explainWrongKey(db, keys) : findProblem(known, keys),
  };
}

export function isNeeded({ pins, passwords, requests, mails, invitations }: KeyUses): boolean {
  return pins + passwords + requests + mails + invitations > 0;
}

function keyState({ id, droppedAt }: SecretKeyRow, { current, old }: SecretKeys): KnownKey["state"] {
  if (droppedAt) return "dropped";
  if (id === current.id) return "current";
  return id === old?.id ? "old" : "missing";
}

const IF_LOST = "If it is lost, run `acct keys forget-old`";

function findProblem(known: readonly KnownKey[], { current, old }: SecretKeys): string | undefined {
  const inUse = known.filter(({ state }) => state !== "dropped");
  const latest = inUse.at(-1);
  const own = known.find(({ row }) => row.id === current.id);
  if (own?.state === "dropped") {
    return `ACCT_SECRET_KEY is a key that was dropped on ${day(own.row.droppedAt)}: create a new one with openssl rand -base64 32`;
  }
  if (own && own !== latest) {
    return `ACCT_SECRET_KEY is an old key of this database, which has used the key ${latest?.row.id} since ${day(latest?.row.firstUsedAt)}. Set ACCT_SECRET_KEY to that key, and ACCT_SECRET_KEY_OLD to the old one`;
  }
  if (!own && latest && latest.state !== "old") {
    const given = old ? "neither ACCT_SECRET_KEY nor ACCT_SECRET_KEY_OLD is" : "ACCT_SECRET_KEY is not";
    return `${given} the key that this database is used with (${latest.row.id}, since ${day(latest.row.firstUsedAt)}). Set ACCT_SECRET_KEY to that key, or, to replace it, ACCT_SECRET_KEY_OLD to it and ACCT_SECRET_KEY to the new one. ${IF_LOST}`;
  }
  const missing = inUse.find(({ state, uses }) => state === "missing" && isNeeded(uses));
  if (missing) {
    return `ACCT_SECRET_KEY_OLD is missing: ${sumUp(missing.uses)} still need the key ${missing.row.id}. If it is lost, or no longer wanted, run \`acct keys forget-old\``;
  }
  return undefined;
}

/** For a database from before keys were recorded: its newest link shows whether one of these keys created it. */
async function explainWrongKey(db: Db, keys: SecretKeys): Promise<string | undefined> {
  const link = await findLatestAccountLink(db);
  if (!link || tokenOfLink(keys, link)) return undefined;
  return `ACCT_SECRET_KEY is not the key that created the links in this database. Set it to that key. ${IF_LOST}`;
}

/** "3 PINs, 2 open requests with links in emails" */
export function sumUp({ pins, passwords, requests, mails, invitations }: KeyUses): string {
  const of = (count: number, one: string, many = `${one}s`) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  return [
    ...of(pins, "PIN"),
    ...of(passwords, "sealed password"),
    ...of(requests, "open request with links in emails", "open requests with links in emails"),
    ...of(mails, "unsent email", "unsent emails"),
    ...of(invitations, "open invitation by email", "open invitations by email"),
  ].join(", ");
}

const day = (date: Date | null | undefined) => date?.toISOString().slice(0, 10) ?? "";
