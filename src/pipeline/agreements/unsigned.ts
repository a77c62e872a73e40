import type { Agreement } from "../../agreements/agreement.ts";
import { listSignaturesBy, type Signer } from "../../db/agreement-signatures.ts";
import type { Db } from "../../db/client.ts";

/** A signature under this agreement counts if it was given since then. */
export const validSince = ({ renewEvery }: Pick<Agreement, "renewEvery">, now: Date): Date =>
  new Date(renewEvery === undefined ? 0 : now.getTime() - renewEvery);

/** Returns those of the agreements that the person hasn't signed in their current version, or signed too long ago. */
export async function listUnsigned(
  agreements: readonly Agreement[],
  signer: Signer,
  { db, now }: { readonly db: Db; readonly now: () => Date },
): Promise<Agreement[]> {
  if (agreements.length === 0) return [];
  const signed = await listSignaturesBy(db, signer);
  return agreements.filter(
    (agreement) =>
      !signed.some(
        ({ system, agreement: name, version, signedAt }) =>
          system === "" &&
          name === agreement.name &&
          version === agreement.version &&
          signedAt >= validSince(agreement, now()),
      ),
  );
}
