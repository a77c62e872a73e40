import { setPending } from "../../db/password-links.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { PasswordLink } from "../../db/tables/password-links.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { unseal } from "../secrets/seal.ts";
import { setInAllStores } from "./set-in-all-stores.ts";

export interface RetriedPassword {
  /** The system that rejected the password, and why. */
  readonly rejected?: { readonly by: string; readonly why: string };
  /** The systems that have the password, but in which acct could not log in with it. */
  readonly noLogin: readonly string[];
}

/**
 * Sets a chosen password in the systems that did not respond at the time, and then erases it. Throws if one still does not
 * respond; the rest is kept for the next attempt.
 */
export async function retryPendingPassword(
  link: PasswordLink,
  account: Account,
  { db, passwords, secretKey }: Pick<PipelineDeps, "db" | "passwords" | "secretKey">,
): Promise<RetriedPassword> {
  if (link.pending.length === 0 || link.sealedPassword === null) return { noLogin: link.noLogin };
  const waiting = passwords.filter(({ name }) => link.pending.includes(name));
  const set = await setInAllStores(account, unseal(secretKey, link.sealedPassword, link.id), waiting);
  const noLogin = [...link.noLogin, ...set.rejecting, ...set.untried];
  await setPending(db, link.id, { pending: set.rejected || set.locked ? [] : set.unreachable, noLogin });
  if (set.locked) return { noLogin, rejected: { ...set.locked, why: "the account is locked there" } };
  if (set.rejected) return { noLogin, rejected: set.rejected };
  if (set.unreachable.length > 0) throw set.error;
  return { noLogin };
}
