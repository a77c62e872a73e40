import { createSignInLink } from "../../pipeline/links/sign-in-claim.ts";
import { type GeneralHandler, message } from "../handler.ts";

/** Gives a person their own link to sign in at the campus, so that the sign-in is known to be theirs from then on. */
export const linkSignIn: GeneralHandler = {
  name: "link-sign-in",
  right: "link-sign-in",
  notDone: "Not linked",
  command: {
    name: "signin",
    help: "Link your campus sign-in, which also confirms that your account is yours",
  },
  async run({ actor }, context) {
    const { signInWith } = context.rules;
    if (signInWith === undefined)
      return message(
        "Not linked",
        `There's no campus sign-in here. Contact ${context.rules.site.helpAddress} if you need help.`,
      );
    const url = await createSignInLink(actor, context);
    return message(
      `Sign in with ${signInWith}`,
      `Open this link within 15 minutes and sign in: ${url}`,
      "It works once, and only for you. Don't pass it on.",
    );
  },
};
