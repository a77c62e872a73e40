import type { Interaction } from "../../chat/interaction.ts";
import { findFormerOrAccount } from "../../db/accounts.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { openSuspension } from "../../pipeline/open-suspension.ts";
import { describeSuspension } from "../../view/describe-suspension.ts";
import type { Form } from "../../view/form.ts";
import { fullName } from "../../view/full-name.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  toEventActor,
} from "../handler.ts";
import { ownAccount } from "../own-account.ts";

const NOT_DONE = "Nothing changed";

/**
 * Lets an admin lock a person out everywhere, for now. The form says what doesn't come back, and is confirmed with the username, so that
 * pressing Enter locks no one out. It asks for no reason, because that would take time; the reply does.
 */
export const suspend: GeneralHandler = {
  name: "suspend",
  right: "suspend",
  notDone: NOT_DONE,
  command: {
    name: "suspend",
    arguments: "<account>",
    help: "Lock a person out of every system at once, for now (acct resume undoes it)",
  },
  async form(interaction, context) {
    const account = await findAccount(interaction, context);
    return typeof account === "string" ? message(NOT_DONE, account) : formFor(account, context);
  },
  async run({ actor, text, values, deliveryId }, context) {
    const account = await findAccount({ actor, text }, context);
    if (typeof account === "string") return message(NOT_DONE, account);
    const { username } = account;
    if (values.confirm?.trim().toLowerCase() !== username)
      return invalidFields({ confirm: `Type ${username} to confirm.` });
    const input = { origin: deliveryId, by: toEventActor(actor) };
    const { request } = await openSuspension(account, input, context);
    const notice = {
      title: `Request ${request.id} locks ${username} out of every system`,
      lines: [
        "Its card in the admin channel shows the systems that don't answer, until they are caught up.",
        "Please add the reason, so that others know it later.",
      ],
      buttons: [{ action: "give-reason" as const, label: "Add a reason…", style: "primary" as const }],
      request,
    };
    return { kind: "message", notice };
  },
};

/** Returns the account, or a sentence that says why it can't be suspended. */
async function findAccount(
  { actor, text }: Pick<Interaction, "actor" | "text">,
  context: HandlerContext,
): Promise<Account | string> {
  const named = text.trim().toLowerCase();
  if (named === "") return "Please name the account, e.g. /acct suspend amy";
  const account = await findFormerOrAccount(context.db, named);
  if (!account) return `There's no account called ${named}.`;
  if (account.erasedAt) return `The account ${named} was deleted.`;
  if (account.removedAt) return `${named} was offboarded, so there is nothing to suspend.`;
  if (context.rules.dryRun) return "This is a dry run, so no one is locked out.";
  const own = await ownAccount(actor, context);
  if (own.account?.id === account.id || own.unlinked?.id === account.id)
    return "This is your own account. Ask another admin to suspend you.";
  return account;
}

/** The form names what acct knows. It asks no system, because it has to open right away. */
function formFor(account: Account, { provisioners }: HandlerContext): Form {
  const { username, email, suspendedAt } = account;
  const who = `${fullName(account)}${email === null ? "" : ` (${email})`}`;
  return {
    action: "suspend",
    about: username,
    title: "Suspend a person",
    intro: [
      suspendedAt === null
        ? `${username} belongs to ${who}.`
        : [
            `${username} belongs to ${who} and has been suspended since `,
            suspendedAt,
            ". Each system is checked again.",
          ],
      ...describeSuspension(username, provisioners),
    ],
    fields: [{ name: "confirm", label: `Type ${username} to confirm`, kind: "line", maxLength: 64 }],
    submit: "Suspend",
  };
}
