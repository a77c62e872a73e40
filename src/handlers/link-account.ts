import { findAccountByUsername } from "../db/registry.ts";
import { linkAccount as link } from "../pipeline/link-account.ts";
import { doerOf, type Handler, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";

/** An admin says whose account it is in the chat: after somebody has a new chat account, or for one that came by mail. */
export const linkAccount: Handler = {
  name: "link-account",
  command: {
    name: "link",
    arguments: "<account> <@person>",
    help: "Say to whom in the chat an account belongs",
  },
  async run({ actor, text }, tools) {
    const objection = objectionTo("link-account", actor);
    if (objection) return say("Not linked", objection);
    const [username = "", named = ""] = text.split(" ");
    const [, user] = /^@([UW][A-Z0-9]+)$/.exec(named) ?? [];
    if (!user) return say("Not linked", "Name the account and the person: /acct link amy @Amy");
    const account = await findAccountByUsername(tools.db, username.toLowerCase());
    if (!account) return say("Not linked", `There is no account ${username}.`);
    const why = await link(account, user, doerOf(actor), tools);
    return why
      ? say("Not linked", why)
      : say(`The account ${account.username} is linked`, "Its mail address and both persons are told.");
  },
};
