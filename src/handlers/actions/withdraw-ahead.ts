import { withdrawAddress } from "../../pipeline/gitlab/approve-address.ts";
import { type GeneralHandler, message } from "../handler.ts";
import { NO_GITLAB } from "../no-gitlab.ts";

const NOT_DONE = "Not taken back";

/** Lets an admin take back an approval that still waits for someone to sign up in GitLab. */
export const withdrawAhead: GeneralHandler = {
  name: "withdraw-ahead",
  right: "approve-ahead",
  notDone: NOT_DONE,
  command: {
    name: "gitlab withdraw-ahead",
    arguments: "<address>",
    help: "Take back an approval that waits for someone to sign up in GitLab",
  },
  async run({ text }, context) {
    if (!context.gitlab) return message(NOT_DONE, NO_GITLAB);
    const withdrawn = await withdrawAddress(withoutCommand(text), context);
    if ("problem" in withdrawn)
      return message(NOT_DONE, "Name the address, e.g. /acct gitlab withdraw-ahead ann@example.org");
    const { email, wasWaiting } = withdrawn;
    return wasWaiting
      ? message(
          `The approval of ${email} is taken back`,
          "If the person signs up, their account waits for approval like every other one.",
        )
      : message(NOT_DONE, `No approval of ${email} waits. To see all: /acct gitlab ahead`);
  },
};

/** A command's text begins with its second word. That of a button is the address alone. */
const withoutCommand = (text: string) => text.replace(/^withdraw-ahead\b/i, "").trim();
