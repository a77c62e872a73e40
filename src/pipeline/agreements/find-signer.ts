import { findAccountOfRequest, listAccountsOfPerson } from "../../db/accounts.ts";
import type { Signer } from "../../db/agreement-signatures.ts";
import type { Db } from "../../db/client.ts";
import { listMerged } from "../../db/merges.ts";
import { VALID_LINK_STATES } from "../../db/names.ts";
import { emailIdentity, findPersonBy, listIdentities } from "../../db/people.ts";
import type { Request } from "../../db/tables/requests.ts";

/** A signer who may be known to the registry already. */
export interface KnownSigner extends Signer {
  readonly personId: number | null;
}

/** Finds what the requester's signatures are known by: the request itself, and everything that the registry has of them. */
export async function findSignerOf(
  db: Db,
  { id, email, username }: Pick<Request, "id" | "email" | "username">,
): Promise<KnownSigner> {
  const account = await findAccountOfRequest(db, { username, email });
  const personId = account?.personId ?? (await findPersonBy(db, emailIdentity(email)))?.id;
  const own = { personIds: [], emails: [email.toLowerCase()], requestIds: [id] };
  if (personId === undefined) return { ...own, personId: null };
  const known = await findSigner(db, personId);
  return {
    personId,
    personIds: known.personIds,
    emails: [...new Set([...own.emails, ...known.emails])],
    requestIds: [...own.requestIds, ...known.requestIds],
  };
}

/** Finds what the signatures of someone in the registry are known by. */
export async function findSigner(db: Db, personId: number): Promise<KnownSigner> {
  const identities = await listIdentities(db, personId);
  const accounts = await listAccountsOfPerson(db, personId);
  return {
    personId,
    personIds: [personId, ...(await listMerged(db, personId))],
    emails: identities
      .filter(({ kind, state }) => kind === "email" && VALID_LINK_STATES.some((valid) => valid === state))
      .map(({ value }) => value),
    requestIds: accounts.flatMap(({ requestId }) => requestId ?? []),
  };
}
