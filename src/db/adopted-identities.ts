import type { AdoptedBy } from "./adopted-accounts.ts";
import type { Db } from "./client.ts";

/** What becomes a person's. */
interface ClaimingRow {
  readonly personId: number;
  readonly isNewPerson: boolean;
  readonly emails: readonly string[];
  readonly campusIds: readonly string[];
}

/** Adds addresses and campus IDs to their owners. One that belongs to someone else stays with them. */
export async function writeIdentities(
  tx: Db,
  rows: readonly ClaimingRow[],
  { verifiedBy, now }: AdoptedBy,
): Promise<void> {
  const claims = (some: readonly ClaimingRow[]) =>
    JSON.stringify(
      some.flatMap(({ personId, emails, campusIds }) => [
        ...emails.map((value) => ({ personId, kind: "email", value: value.toLowerCase() })),
        ...campusIds.map((value) => ({ personId, kind: "campus", value })),
      ]),
    );
  const record = `json_to_recordset($1) as c("personId" int, kind text, value text)`;
  const known = rows.filter(({ isNewPerson }) => !isNewPerson);
  // An address that came back was declined when it left.
  if (known.length > 0)
    await tx.$client.query(
      `update identities i set state = 'active', verified_by = $2, verified_at = $3 from ${record}
       where i.person_id = c."personId" and i.kind = c.kind and i.value = c.value and i.state = 'declined'
         and not exists (select from identities o where o.kind = c.kind and o.value = c.value
                         and o.state not in ('pending', 'declined'))`,
      [claims(known), verifiedBy, now],
    );
  await tx.$client.query(
    `insert into identities (person_id, kind, value, state, verified_by, verified_at, created_at)
     select "personId", kind, value, 'active', $2, $3, $3 from ${record} on conflict do nothing`,
    [claims(rows), verifiedBy, now],
  );
}

/** Ends addresses that a source no longer has, unless their owners confirmed them in another way. */
export async function declineAddresses(
  tx: Db,
  rows: readonly { readonly accountId: number; readonly emails: readonly string[] }[],
): Promise<void> {
  await tx.$client.query(
    `update identities i set state = 'declined'
     from json_to_recordset($1) as r("accountId" int, emails jsonb)
     join accounts a on a.id = r."accountId"
     where i.person_id = a.person_id and i.kind = 'email' and i.state in ('auto', 'active')
       and i.verified_by in ('directory', 'file') and r.emails ? i.value`,
    [JSON.stringify(rows)],
  );
}
