import type { Agreement, SigningKind } from "../../agreements/agreement.ts";
import { listSignaturesUnder } from "../../db/agreement-signatures.ts";
import { listSigningAccounts } from "../../db/signing-accounts.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { findSigner } from "./find-signer.ts";
import { listUnsigned, validSince } from "./unsigned.ts";

/** Someone who has access under an agreement, and no valid signature. */
export interface UnsignedPerson {
  readonly personId: number;
  /** All of their accounts in use. */
  readonly accounts: readonly Account[];
}

type Deps = Pick<PipelineDeps, "db" | "now">;

/**
 * Lists everyone who has access under this agreement and hasn't signed it in its current version, or signed it too long ago. An
 * agreement that is only about quotas or new projects concerns those who ask for one, and no one else.
 */
export async function listPeopleToSign(agreement: Agreement, deps: Deps): Promise<UnsignedPerson[]> {
  const { for: scope } = agreement;
  if ("kinds" in scope && !scope.kinds.some(givesAccess)) return [];
  const accounts = await listSigningAccounts(deps.db, "projects" in scope ? scope.projects : undefined);
  const people = Map.groupBy(accounts, ({ personId }) => personId);
  const signed = await listSignaturesUnder(deps.db, agreement, validSince(agreement, deps.now()));
  const signers = new Set(
    signed.flatMap(({ personId, email, requestId }) => [personId, email, `#${requestId}`]),
  );
  const unsigned: UnsignedPerson[] = [];
  for (const [personId, own] of people) {
    const keys = own.flatMap(({ email, requestId }) => [email?.toLowerCase() ?? "", `#${requestId ?? ""}`]);
    if ([personId, ...keys].some((key) => signers.has(key))) continue;
    // Their signature may be under another address of theirs, or under a record that was merged into this one.
    const left = await listUnsigned([agreement], await findSigner(deps.db, personId), deps);
    if (left.length > 0) unsigned.push({ personId, accounts: own });
  }
  return unsigned;
}

/** People who found a project have access already. */
const givesAccess = (kind: SigningKind): boolean =>
  REQUEST_KINDS[kind].joinsProject && !REQUEST_KINDS[kind].foundsProject;
