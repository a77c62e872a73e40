import { chatOf } from "../../chat/chat-of.ts";
import { findPerson } from "../../db/find-person.ts";
import { proposeLink } from "../../pipeline/links/propose-link.ts";
import { type GeneralHandler, message, toEventActor } from "../handler.ts";
import { MENTION } from "../resolve-pi.ts";

/**
 * Lets an admin propose that an account belongs to a person in the chat, for example if its owner has a new chat account or
 * requested it by email. A PI without an account is named by email address.
 */
export const linkAccount: GeneralHandler = {
  name: "link-account",
  right: "link-account",
  notDone: "Not linked",
  command: {
    name: "link",
    arguments: "<account> <@person>",
    help: "Ask a person to confirm that an account is theirs",
  },
  async run({ actor, text }, context) {
    const [named = "", mention = ""] = text.split(" ");
    const [, user] = MENTION.exec(mention) ?? [];
    if (!user) {
      const isNamed = named !== "" && mention !== "";
      return message(
        "Not linked",
        isNamed
          ? `${chatOf(context.chat, actor.user).name} has no one called ${mention}. Choose the person from the list that appears when you type @.`
          : "Please name the account and the person, e.g. /acct link amy @Amy",
      );
    }
    const person = await findPerson(context.db, named);
    if (!person) return message("Not linked", `There's no account called ${named}.`);
    const why = await proposeLink(person, user, toEventActor(actor), context);
    if (why) return message("Not linked", why);
    return message(
      "We've asked them to confirm",
      `The link becomes active when they press Confirm in the direct message that we sent them. We've also told the email address of ${named}.`,
    );
  },
};
