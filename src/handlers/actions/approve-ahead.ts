import type { Actor } from "../../chat/chat.ts";
import { listAddresses } from "../../db/chat-links.ts";
import { chatIdentity, findPersonBy } from "../../db/people.ts";
import { usersOf } from "../../pipeline/checks/same-person.ts";
import { approveAddress } from "../../pipeline/gitlab/approve-address.ts";
import { toAddress } from "../../view/email-address.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  toEventActor,
} from "../handler.ts";
import { NO_GITLAB } from "../no-gitlab.ts";

const NOT_DONE = "Not approved";

/** Lets an admin approve the GitLab account of someone who hasn't signed up yet, by address. The approval waits. */
export const approveAhead: GeneralHandler = {
  name: "approve-ahead",
  right: "approve-ahead",
  notDone: NOT_DONE,
  command: {
    name: "gitlab approve-ahead",
    arguments: "[address]",
    help: "Approve the GitLab account of someone who hasn't signed up yet",
  },
  async form({ text }, { gitlab }) {
    if (!gitlab) return message(NOT_DONE, NO_GITLAB);
    const address = withoutCommand(text);
    return {
      action: "approve-ahead",
      title: "Approve ahead",
      intro: [
        "The approval waits until someone signs up in GitLab with this address and has proven that it is theirs. It counts for one account.",
      ],
      fields: [
        {
          name: "address",
          label: "Email address",
          kind: "line",
          maxLength: 254,
          ...(address === "" ? {} : { initial: address }),
        },
        { name: "reason", label: "Why are you approving this?", kind: "text", maxLength: 300 },
      ],
      submit: "Approve",
    };
  },
  async run({ actor, values: { address = "", reason = "" } }, context) {
    if (await isOwnAddress(toAddress(address), actor, context))
      return invalidFields({ address: "You can't approve your own account. Ask another admin." });
    const approved = await approveAddress(address, reason, toEventActor(actor), context);
    if (approved.kind === "problem")
      return invalidFields({ [approved.of]: `${LABELS[approved.of]} ${approved.problem}.` });
    if (approved.kind === "known") {
      const { email, byName, at, requestId } = approved.ahead;
      return message(
        `${email} was approved before`,
        [`By ${byName}, `, at, "."],
        requestId === null
          ? `It still waits. To take it back: /acct gitlab withdraw-ahead ${email}`
          : `It was used for request ${requestId}. Decide about another account with this address on its card.`,
      );
    }
    const { email } = approved;
    return {
      kind: "message",
      notice: {
        title: `${email} is approved`,
        lines: [
          "The account becomes active once the person has signed up in GitLab and their address is proven. Until then, you can take the approval back.",
          "To see everything that waits: /acct gitlab ahead",
        ],
        buttons: [
          { action: "withdraw-ahead", label: "Take back", mark: email, spoken: `Take back ${email}` },
        ],
      },
    };
  },
};

const LABELS = { address: "The address", reason: "The reason" } as const;

/** A command's text begins with its second word. */
const withoutCommand = (text: string) => text.replace(/^approve-ahead\b/i, "").trim();

async function isOwnAddress(address: string, actor: Actor, { db }: HandlerContext): Promise<boolean> {
  if (actor.email?.toLowerCase() === address) return true;
  for (const user of usersOf(actor)) {
    const person = await findPersonBy(db, chatIdentity(user));
    if (person && (await listAddresses(db, person.id)).includes(address)) return true;
  }
  return false;
}
