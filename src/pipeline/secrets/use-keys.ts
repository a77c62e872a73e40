import { keysOf, type SecretKeys } from "../../credentials/secret-keys.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { findLatestAccountLink } from "../../db/password-links.ts";
import type { SecretKeyRow } from "../../db/schema.ts";
import {
  countKeyUses,
  giveUpOtherKeys,
  insertSecretKey,
  type KeyUses,
  listSecretKeys,
  lockSecretKeys,
} from "../../db/secret-keys.ts";
import { Failure } from "../../failure/failure.ts";
import { tokenOfLink } from "../passwords/password-token.ts";

/** A key of the database, and what still needs it. */
export interface KnownKey {
  readonly row: SecretKeyRow;
  /** "missing": it is neither ACCT_SECRET_KEY nor ACCT_SECRET_KEY_OLD. */
  readonly state: "current" | "old" | "missing" | "given up";
  readonly uses: KeyUses;
}

/** With which keys a process may work. */
export interface KeyJudgement {
  readonly keys: readonly KnownKey[];
  /** Why it must not work with the given ones, and what to do; undefined: it may. */
  readonly fault: string | undefined;
}

/**
 * Makes sure that this process has the keys that the database is used with, and writes a new one down when the old one
 * is given, too. Throws a sentence that says what to do. Returns the keys to work with.
 */
export async function useKeys(db: Db, keys: SecretKeys, now: Date): Promise<SecretKeys> {
  return inTransaction(db, async (tx) => {
    await lockSecretKeys(tx);
    const { keys: known, fault } = await judgeKeys(tx, keys, now);
    if (fault) throw new Failure(fault);
    // The order of `secret_keys` is that of their use: the old one first.
    for (const key of keysOf(keys).toReversed()) {
      const isOld = key === keys.old;
      const isKnown = known.some(({ row }) => row.id === key.id);
      if (!isKnown && (!isOld || known.length === 0)) await insertSecretKey(tx, key, now);
    }
    const isOldInUse = known.length === 0 || known.some(({ state }) => state === "old");
    const isForgotten = known.some(({ state }) => state === "missing");
    // Nothing needs it any more, or there would be a fault.
    if (isForgotten && !isOldInUse) await giveUpOtherKeys(tx, keys.current.id, now);
    return isOldInUse ? keys : { current: keys.current };
  });
}

/** As `useKeys`, and writes nothing: for what may only look. */
export async function requireKeys(db: Db, keys: SecretKeys, now: Date): Promise<SecretKeys> {
  const { fault } = await judgeKeys(db, keys, now);
  if (fault) throw new Failure(fault);
  return keys;
}

/** What the database knows of the given keys, and whether they will do. Changes nothing. */
export async function judgeKeys(db: Db, keys: SecretKeys, now: Date): Promise<KeyJudgement> {
  const rows = await listSecretKeys(db);
  const known = await Promise.all(
    rows.map(async (row, index): Promise<KnownKey> => {
      const until = rows[index + 1]?.firstUsedAt ?? now;
      const uses = await countKeyUses(db, { id: row.id, isFirst: index === 0, until, now });
      return { row, state: stateOfKey(row, keys), uses };
    }),
  );
  return { keys: known, fault: rows.length === 0 ? await misfit(db, keys) : faultOf(known, keys) };
}

export function isNeeded({ pins, passwords, requests, mails }: KeyUses): boolean {
  return pins + passwords + requests + mails > 0;
}

function stateOfKey({ id, givenUpAt }: SecretKeyRow, { current, old }: SecretKeys): KnownKey["state"] {
  if (givenUpAt) return "given up";
  if (id === current.id) return "current";
  return id === old?.id ? "old" : "missing";
}

const LOST = "If it is lost, run `acct keys forget-old`";

function faultOf(known: readonly KnownKey[], { current, old }: SecretKeys): string | undefined {
  const inUse = known.filter(({ state }) => state !== "given up");
  const latest = inUse.at(-1);
  const own = known.find(({ row }) => row.id === current.id);
  if (own?.state === "given up") {
    return `ACCT_SECRET_KEY is a key that was given up on ${day(own.row.givenUpAt)}: make a new one with openssl rand -base64 32`;
  }
  if (own && own !== latest) {
    return `ACCT_SECRET_KEY is an old key of this database: since ${day(latest?.row.firstUsedAt)} it is used with the key ${latest?.row.id}. Put that into ACCT_SECRET_KEY, and the old one into ACCT_SECRET_KEY_OLD`;
  }
  if (!own && latest && latest.state !== "old") {
    const given = old ? "neither ACCT_SECRET_KEY nor ACCT_SECRET_KEY_OLD is" : "ACCT_SECRET_KEY is not";
    return `${given} the key that this database is used with (${latest.row.id}, since ${day(latest.row.firstUsedAt)}). Set ACCT_SECRET_KEY to that key, or, to replace it, ACCT_SECRET_KEY_OLD to it and ACCT_SECRET_KEY to the new one. ${LOST}`;
  }
  const missing = inUse.find(({ state, uses }) => state === "missing" && isNeeded(uses));
  if (missing) {
    return `ACCT_SECRET_KEY_OLD is missing: ${sumUp(missing.uses)} still need the key ${missing.row.id}. If it is lost, or no longer wanted, run \`acct keys forget-old\``;
  }
  return undefined;
}

/** A database from before keys were written down: its newest link tells whether one of these made it. */
async function misfit(db: Db, keys: SecretKeys): Promise<string | undefined> {
  const link = await findLatestAccountLink(db);
  if (!link || tokenOfLink(keys, link)) return undefined;
  return `ACCT_SECRET_KEY is not the key with which the links in this database were made. Set it to that key. ${LOST}`;
}

/** "3 PINs, the links in mails about 2 open requests" */
export function sumUp({ pins, passwords, requests, mails }: KeyUses): string {
  const of = (count: number, one: string, many = `${one}s`) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  return [
    ...of(pins, "PIN"),
    ...of(passwords, "sealed password"),
    ...of(requests, "open request with links in mails", "open requests with links in mails"),
    ...of(mails, "mail that is still to be sent", "mails that are still to be sent"),
  ].join(", ");
}

const day = (date: Date | null | undefined) => date?.toISOString().slice(0, 10) ?? "";
