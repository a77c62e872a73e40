import type { Account } from "../db/tables/accounts.ts";
import { Failure } from "../failure/failure.ts";

/** Returns the address of the account's owner. Throws with a sentence if none is known: every request needs one. */
export function requireEmail({ username, email }: Pick<Account, "username" | "email">): string {
  if (email !== null) return email;
  throw new Failure(`The registry has no email address for ${username}`);
}
