import { and, asc, desc, eq, gte, inArray, or, sql } from "drizzle-orm";
import type { Db } from "./client.ts";
import { type AgreementSignature, agreementSignatures } from "./tables/agreement-signatures.ts";

/** Everything by which the signatures of one person are found. Addresses are in lower case. */
export interface Signer {
  readonly personIds: readonly number[];
  readonly emails: readonly string[];
  /** The requests that created their accounts, or that they have just made. */
  readonly requestIds: readonly number[];
}

const isBy = ({ personIds, emails, requestIds }: Signer) =>
  or(
    inArray(agreementSignatures.personId, [...personIds]),
    inArray(agreementSignatures.email, [...emails]),
    inArray(agreementSignatures.requestId, [...requestIds]),
  );

/** Lists what a person has signed, newest first. */
export async function listSignaturesBy(db: Db, signer: Signer): Promise<AgreementSignature[]> {
  return db
    .select()
    .from(agreementSignatures)
    .where(isBy(signer))
    .orderBy(desc(agreementSignatures.signedAt), desc(agreementSignatures.id));
}

/** Lists the signatures under one version of an agreement of acct.yml since then. */
export async function listSignaturesUnder(
  db: Db,
  { name, version }: { readonly name: string; readonly version: string },
  since: Date,
): Promise<AgreementSignature[]> {
  return db
    .select()
    .from(agreementSignatures)
    .where(
      and(
        eq(agreementSignatures.system, ""),
        eq(agreementSignatures.agreement, name),
        eq(agreementSignatures.version, version),
        gte(agreementSignatures.signedAt, since),
      ),
    );
}

/** Lists all signatures, oldest first. */
export async function listSignatures(db: Db): Promise<AgreementSignature[]> {
  return db.select().from(agreementSignatures).orderBy(asc(agreementSignatures.id));
}

/** Any number that no other lock of acct uses. */
const SIGNING_LOCK = 7_234_671;

/**
 * Adds a signature, unless this person has one under the same version since `validSince`. Returns false then. Call it inside a
 * transaction, in which it makes others who sign for this address wait.
 */
export async function signOnce(
  tx: Db,
  signature: Omit<typeof agreementSignatures.$inferInsert, "round">,
  signer: Signer,
  validSince: Date,
): Promise<boolean> {
  await tx.execute(sql`select pg_advisory_xact_lock(${SIGNING_LOCK}, hashtext(${signature.email}))`);
  const same = and(
    eq(agreementSignatures.system, signature.system ?? ""),
    eq(agreementSignatures.agreement, signature.agreement),
    eq(agreementSignatures.version, signature.version ?? ""),
  );
  const valid = await tx.$count(
    agreementSignatures,
    and(same, isBy(signer), gte(agreementSignatures.signedAt, validSince)),
  );
  if (valid > 0) return false;
  const round = await tx.$count(
    agreementSignatures,
    and(same, eq(agreementSignatures.email, signature.email)),
  );
  await tx.insert(agreementSignatures).values({ ...signature, round });
  return true;
}
