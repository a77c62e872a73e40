import { findAccountById } from "../../db/accounts.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { requestIdIn, signedToken, verifySignedToken } from "../secrets/signed-token.ts";

type Deps = Pick<PipelineDeps, "db" | "now" | "secretKey">;

/** As long as the link to the page of a project. */
const LINK_MS = 7 * 86_400_000;

/** The token in the link to the form for a new project, for someone with an account and no project yet. Undefined without an account. */
export async function foundingToken(accountId: number, deps: Deps): Promise<string | undefined> {
  const account = await findAccountById(deps.db, accountId);
  const claims = account && claimsOf(account);
  if (!claims) return undefined;
  return signedToken(deps.secretKey, { ...claims, until: new Date(deps.now().getTime() + LINK_MS) });
}

/** Finds whose form a link opens, or why it doesn't. It stops working when the account is removed or gets another address or name. */
export async function verifyFoundingToken(
  token: string,
  { db, now, secretKey }: Deps,
): Promise<
  | { readonly kind: "verified"; readonly account: Account & { readonly email: string } }
  | { readonly kind: "unknown" | "expired" | "replaced" }
> {
  const account = await findAccountById(db, requestIdIn(token) ?? 0);
  const claims = account && claimsOf(account);
  if (!claims || !account?.email) return { kind: "unknown" };
  const signed = verifySignedToken(secretKey, token, claims);
  if (!signed) return { kind: "unknown" };
  if (signed === "replaced") return { kind: signed };
  if (signed.until <= now()) return { kind: "expired" };
  return { kind: "verified", account: { ...account, email: account.email } };
}

/** Numbers come again after a restore, so the token also names the account and since when there is one. */
function claimsOf({ id, username, email, createdAt, removedAt }: Account) {
  if (email === null || removedAt !== null) return undefined;
  const mark = `${username}:${createdAt.toISOString()}`;
  return { purpose: "found" as const, requestId: id, mark, email };
}
