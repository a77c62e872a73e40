import { findAccountByUsername } from "../../db/accounts.ts";
import { linkAccount as link } from "../../pipeline/link-account.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { MENTION } from "../resolve-pi.ts";

/**
 * Lets an admin link an account to its owner in the chat, for example if the owner has a new chat account or requested it by
 * email.
 */
export const linkAccount: GeneralHandler = {
  name: "link-account",
  right: "link-account",
  notDone: "Not linked",
  command: {
    name: "link",
    arguments: "<account> <@person>",
    help: "Link an account to its owner",
  },
  async run({ actor, text }, context) {
    const [username = "", named = ""] = text.split(" ");
    const [, user] = MENTION.exec(named) ?? [];
    if (!user)
      return message("Not linked", "Please name the account and the person, e.g. /acct link amy @Amy");
    const account = await findAccountByUsername(context.db, username.toLowerCase());
    if (!account) return message("Not linked", `There's no account called ${username}.`);
    const why = await link(account, user, toEventActor(actor), context);
    return why
      ? message("Not linked", why)
      : message(
          `The account ${account.username} is linked`,
          "We've notified its email address and both people.",
        );
  },
};
