import type { Account } from "../db/tables/accounts.ts";
import { requireEmail } from "./require-email.ts";

/** Whose request it is, in the fields of a request. Throws if no address is known. */
export function describeOwner(account: Account) {
  const { givenName, familyName, username } = account;
  return { givenName, familyName, username, email: requireEmail(account) };
}
