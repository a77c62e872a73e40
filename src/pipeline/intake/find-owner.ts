import { findFormerOrAccountByEmail, listAccountsOfPerson } from "../../db/accounts.ts";
import type { Db } from "../../db/client.ts";
import type { Account } from "../../db/tables/accounts.ts";

export type FoundOwner =
  | { readonly account: Account }
  /** Text that follows "the cell", for admins. */
  | { readonly problem: string; readonly forRequester: boolean };

/**
 * Finds the account of the person with this address in the registry. It is never guessed: someone with several accounts has to say
 * which one they mean, in the chat.
 */
export async function findOwner(db: Db, email: string): Promise<FoundOwner> {
  const account = await findFormerOrAccountByEmail(db, email);
  if (!account) return { problem: "says so, but no account here has this address", forRequester: true };
  if (account.erasedAt)
    return { problem: `says so, but the account ${account.username} was deleted`, forRequester: false };
  if (account.removedAt) {
    return {
      problem: `says so, but the account ${account.username} was offboarded; acct resume ${account.username} reactivates it`,
      forRequester: false,
    };
  }
  const all = (await listAccountsOfPerson(db, account.personId)).filter(({ removedAt }) => !removedAt);
  if (all.length > 1) {
    const names = all.map(({ username }) => username).join(", ");
    return {
      problem: `doesn't say which of their accounts is meant (${names}); they can choose it with /acct join`,
      forRequester: false,
    };
  }
  return { account };
}
