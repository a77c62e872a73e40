import type { Actor } from "../chat/chat.ts";
import { findAccountByChatUser, findAccountByEmail } from "../db/registry.ts";
import type { Account } from "../db/schema.ts";
import type { HandlerContext } from "./handler.ts";

export type OwnAccount =
  | {
      readonly account: Account;
      /** False: only the email address in their profile says that it is theirs, which is not enough for a password. */
      readonly isLinked: boolean;
      readonly denial?: undefined;
    }
  | { readonly account?: undefined; readonly denial: string };

/**
 * The account of the person who acts: the one that is linked to them in the chat. An account that is linked to no one is found
 * by their confirmed address; one that is linked to someone else is not theirs, whatever address their profile has by now.
 */
export async function ownAccount(
  { user, email }: Pick<Actor, "user" | "email">,
  { db, rules }: Pick<HandlerContext, "db" | "rules">,
): Promise<OwnAccount> {
  const linked = await findAccountByChatUser(db, user);
  if (linked) return { account: linked, isLinked: true };
  const account = email ? await findAccountByEmail(db, email) : undefined;
  if (!account) return { denial: "You don't have an account yet. Request one with /acct request." };
  if (account.chatUser === null) return { account, isLinked: false };
  return {
    denial: `The account with your email address is linked to someone else in the chat. If it's yours, contact ${rules.site.helpAddress}.`,
  };
}
