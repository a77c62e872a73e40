import { setPending } from "../../db/password-links.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { PasswordLink } from "../../db/tables/password-links.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { unseal } from "../secrets/seal.ts";
import { setInAllStores } from "./set-in-all-stores.ts";

/**
 * Sets a chosen password in the systems that did not respond at the time, and then erases it. Throws if one still does not
 * respond; the rest is kept for the next attempt. Returns which system rejected it and why.
 */
export async function retryPendingPassword(
  link: PasswordLink,
  account: Account,
  { db, passwords, secretKey }: Pick<PipelineDeps, "db" | "passwords" | "secretKey">,
): Promise<{ readonly by: string; readonly why: string } | undefined> {
  if (link.pending.length === 0 || link.sealedPassword === null) return undefined;
  const waiting = passwords.filter(({ name }) => link.pending.includes(name));
  const set = await setInAllStores(account, unseal(secretKey, link.sealedPassword, link.id), waiting);
  await setPending(db, link.id, set.rejected || set.locked ? [] : set.unreachable);
  if (set.locked) return { ...set.locked, why: "the account is locked there" };
  if (set.rejected) return set.rejected;
  if (set.unreachable.length > 0) throw set.error;
  return undefined;
}
