import type { Actor } from "../chat/chat.ts";
import { findAccountByChatUser, findAccountByEmail } from "../db/accounts.ts";
import type { Account } from "../db/tables/accounts.ts";
import type { HandlerContext } from "./handler.ts";

export type OwnAccount =
  | {
      readonly account: Account;
      /**
       * False if only the email address in the person's profile identifies the account as theirs. That isn't enough to set a
       * password.
       */
      readonly isLinked: boolean;
      readonly denial?: undefined;
    }
  | { readonly account?: undefined; readonly denial: string };

/**
 * Finds the acting person's account, which is the one that is linked to them in the chat. An account that isn't linked to
 * anyone is found by the person's confirmed email address. An account that is linked to someone else is never theirs,
 * regardless of the address that their profile has now.
 */
export async function ownAccount(
  { user, email }: Pick<Actor, "user" | "email">,
  { db, chat, rules }: Pick<HandlerContext, "db" | "chat" | "rules">,
): Promise<OwnAccount> {
  const linked = await findAccountByChatUser(db, user);
  if (linked) return { account: linked, isLinked: true };
  const account = email ? await findAccountByEmail(db, email) : undefined;
  if (!account) return { denial: "You don't have an account yet. Request one with /acct request." };
  if (account.chatUser === null) return { account, isLinked: false };
  return {
    denial: `The account with your email address is linked to someone else on ${chat.name}. If it's yours, contact ${rules.site.helpAddress}.`,
  };
}
