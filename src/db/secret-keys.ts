import { and, asc, isNull, ne, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { OPEN_STATUSES } from "./names.ts";
import { type SecretKeyRow, secretKeys } from "./tables/secret-keys.ts";

/** Lists the keys that this database has been used with, in order. */
export async function listSecretKeys(db: Db): Promise<SecretKeyRow[]> {
  return db.select().from(secretKeys).orderBy(asc(secretKeys.number));
}

/** Keeps other processes from recording a key until the transaction ends. */
export async function lockSecretKeys(tx: Db): Promise<void> {
  await tx.execute(sql`lock table ${secretKeys} in share row exclusive mode`);
}

export async function insertSecretKey(
  db: Db,
  { id, fingerprint }: Pick<SecretKeyRow, "id" | "fingerprint">,
  now: Date,
): Promise<void> {
  await db.insert(secretKeys).values({ id, fingerprint, firstUsedAt: now });
}

/** Drops every key but this one. */
export async function giveUpOtherKeys(db: Db, currentId: string, now: Date): Promise<void> {
  await db
    .update(secretKeys)
    .set({ droppedAt: now })
    .where(and(ne(secretKeys.id, currentId), isNull(secretKeys.droppedAt)));
}

const OPEN = sql.raw(`'${OPEN_STATUSES.join("', '")}'`);

/** Counts of what still needs a key. */
export interface KeyUses {
  /** PINs of open requests, links and accounts. */
  readonly pins: number;
  /** These are one-time passwords, and new passwords that some system still needs. */
  readonly passwords: number;
  /** Open requests for which emails with links were sent while this key was current. */
  readonly requests: number;
  /** Unsent emails with a link, or with a PIN for the help desk. */
  readonly mails: number;
  /** Open invitations that were emailed while this key was current. */
  readonly invitations: number;
}

/**
 * Counts what still needs the key with this ID. `isFirst`: it also made everything without a key ID. `until`: when the next
 * key replaced it.
 */
export async function countKeyUses(
  db: Db,
  { id, isFirst, until, now }: { id: string; isFirst: boolean; until: Date; now: Date },
): Promise<KeyUses> {
  const pin = isFirst ? `^(${id}:|\\$)` : `^${id}:`;
  const { rows } = await db.execute<KeyUses & Record<string, unknown>>(sql`
    with live as (
      select pin_hash from requests where status in (${OPEN})
      union all select pin_hash from accounts where erased_at is null
      union all select pin_hash from password_links where used_at is null and expires_at > ${now}
    ), sealed as (
      select encode(substr(sealed_password, 1, 9), 'escape') as header from password_links
      where sealed_password is not null and (expires_at > ${now} or cardinality(pending) > 0)
    )
    select
      (select count(*) from live where pin_hash ~ ${pin})::int as pins,
      (select count(*) from sealed where header = ${`${id}:`}
        or (${isFirst} and header !~ '^[0-9a-f]{8}:$'))::int as passwords,
      (select count(*) from requests
        where status in (${OPEN}) and created_at < ${until})::int as requests,
      (select count(*) from notifications
        where run_at is not null and created_at < ${until} and (data ? 'link' or data ? 'reset' or data ? 'pin'))::int as mails,
      (select count(*) from invitations
        where state = 'open' and email is not null and expires_at > ${now} and created_at < ${until})::int as invitations`);
  return rows[0] ?? { pins: 0, passwords: 0, requests: 0, mails: 0, invitations: 0 };
}

/** A secret in a row: its column and its current value. */
export interface StoredSecret {
  readonly place: SecretPlace;
  readonly id: string;
  /** The owner named in the seal, for passwords only: the Keystone user or the link. */
  readonly of: string;
  readonly pinHash: string | null;
  readonly sealed: Buffer | null;
}

const PIN_TABLES = ["requests", "accounts", "password_links"] as const;
export type SecretPlace = (typeof PIN_TABLES)[number] | "sealed" | "audit";

/** The owner named in the seal of the audit key. */
export const AUDIT_KEY_OWNER = "audit";

/** Lists every secret that is not encrypted with the key with this ID. */
export async function listSecretsOfOtherKeys(db: Db, currentId: string): Promise<StoredSecret[]> {
  const pins = PIN_TABLES.map(
    (table) => sql`
      select ${table}::text as place, id::text, '' as "of", pin_hash as "pinHash", null::bytea as sealed
      from ${sql.identifier(table)} where pin_hash is not null and not starts_with(pin_hash, ${`${currentId}:`})`,
  );
  const { rows } = await db.execute<StoredSecret & Record<string, unknown>>(sql`
    ${sql.join(pins, sql` union all `)}
    union all
    select 'sealed', id::text, coalesce(keystone_user_id, id::text), null, sealed_password
    from password_links
    where sealed_password is not null and substr(sealed_password, 1, 9) <> convert_to(${`${currentId}:`}, 'UTF8')
    union all
    select 'audit', id::text, ${AUDIT_KEY_OWNER}, null, sealed_audit_key
    from installation
    where sealed_audit_key is not null and substr(sealed_audit_key, 1, 9) <> convert_to(${`${currentId}:`}, 'UTF8')`);
  return rows;
}

/** Replaces a secret unless it was changed in the meantime. Null erases it. */
export async function replaceSecret(
  db: Db,
  { place, id, pinHash, sealed }: StoredSecret,
  renewed: string | Buffer | null,
): Promise<void> {
  if (place === "audit") {
    await db.execute(sql`update installation set sealed_audit_key = ${renewed}
      where id::text = ${id} and sealed_audit_key = ${sealed}`);
  } else if (place === "sealed") {
    await db.execute(sql`update password_links set sealed_password = ${renewed}
      where id::text = ${id} and sealed_password = ${sealed}`);
  } else {
    await db.execute(sql`update ${sql.identifier(place)} set pin_hash = ${renewed}
      where id::text = ${id} and pin_hash = ${pinHash}`);
  }
}
