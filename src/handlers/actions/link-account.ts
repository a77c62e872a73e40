import { findAccountByUsername } from "../../db/registry.ts";
import { linkAccount as link } from "../../pipeline/link-account.ts";
import { type Handler, message, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";

/** An admin says whose account it is in the chat: after somebody has a new chat account, or for one that came by mail. */
export const linkAccount: Handler = {
  name: "link-account",
  command: {
    name: "link",
    arguments: "<account> <@person>",
    help: "Say to whom in the chat an account belongs",
  },
  async run({ actor, text }, context) {
    const denial = denyReason("link-account", actor);
    if (denial) return message("Not linked", denial);
    const [username = "", named = ""] = text.split(" ");
    const [, user] = /^@([UW][A-Z0-9]+)$/.exec(named) ?? [];
    if (!user) return message("Not linked", "Name the account and the person: /acct link amy @Amy");
    const account = await findAccountByUsername(context.db, username.toLowerCase());
    if (!account) return message("Not linked", `There is no account ${username}.`);
    const why = await link(account, user, toEventActor(actor), context);
    return why
      ? message("Not linked", why)
      : message(`The account ${account.username} is linked`, "Its mail address and both persons are told.");
  },
};
