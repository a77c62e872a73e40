import type { Interaction, Reply } from "../../chat/interaction.ts";
import { findAccountByUsername } from "../../db/registry.ts";
import type { Account } from "../../db/schema.ts";
import { PIN } from "../../intake/draft.ts";
import { lockedIn } from "../../pipeline/passwords/locked-in.ts";
import { openPasswordRequest } from "../../pipeline/passwords/open-password-request.ts";
import { hashPin } from "../../pipeline/passwords/pin.ts";
import type { Field, Form } from "../../view/form.ts";
import { type Handler, type HandlerContext, message } from "../handler.ts";
import { ownAccount } from "../own-account.ts";
import { denyReason } from "../policy.ts";

export const resetPassword: Handler = {
  name: "reset-password",
  opensForm: true,
  command: {
    name: "resetpass",
    arguments: "[user]",
    help: "A link to choose a new password, by mail or here; for somebody else: admins only",
  },
  async run(interaction, context) {
    const { actor } = interaction;
    const wanted = interaction.text.toLowerCase();
    const own = await ownAccount(actor, context);
    const forOneself = wanted === "" || wanted === own.account?.username;

    const denial = denyReason(forOneself ? "reset-own-password" : "reset-others-password", actor);
    if (denial) return message("No link was sent", denial);
    if (context.passwords.length === 0) return message("No link was sent", "No system here holds passwords.");
    if (context.rules.dryRun)
      return message("No link was sent", "This is a dry run, a test: no passwords are set.");
    if (!forOneself) {
      const account = await findAccountByUsername(context.db, wanted);
      return account
        ? open(account, interaction, { pinHash: null, askedBy: actor.name }, context)
        : message("No link was sent", `There is no account ${wanted}.`);
    }
    if (!own.account) return message("No link was sent", own.denial);

    const { account, isLinked } = own;
    if (interaction.values === undefined) return { kind: "form", form: resetForm(account, isLinked) };
    if (isLinked && interaction.values.way === "chat")
      return open(account, interaction, { pinHash: null, chatUser: actor.user }, context);
    const pin = interaction.values.pin?.trim() ?? "";
    if (!PIN.test(pin)) return { kind: "mend", errors: { pin: "must be 4 to 8 digits" } };
    return open(account, interaction, { pinHash: await hashPin(pin, context.secretKey) }, context);
  },
};

/** Only to the person whom the account is linked to is a link given in the chat; the mail goes to the account's own address. */
function resetForm({ username, email }: Account, isLinked: boolean): Form {
  const way: Field = {
    name: "way",
    label: "Where the link goes",
    kind: "choice",
    choices: [
      { value: "mail", label: `By mail to ${email}; the page asks for a PIN` },
      { value: "chat", label: "To me, here in the chat; no PIN" },
    ],
    initial: "mail",
  };
  const goes = isLinked ? "" : ` It goes by mail to ${email}.`;
  return {
    action: "reset-password",
    title: "New password",
    intro: [`A link to choose a new password for ${username}.${goes} The old password works until then.`],
    fields: [
      ...(isLinked ? [way] : []),
      {
        name: "pin",
        label: "PIN, for the link by mail",
        kind: "line",
        maxLength: 8,
        optional: isLinked,
        hint: "4 to 8 digits of your choice. The page asks for it.",
      },
    ],
    submit: "Send the link",
  };
}

async function open(
  account: Account,
  { actor, deliveryId: delivery }: Interaction,
  wish: { readonly pinHash: string | null; readonly chatUser?: string; readonly askedBy?: string },
  context: HandlerContext,
): Promise<Reply> {
  const { email, username } = account;
  const locked = await lockedIn(account, context.passwords);
  if (locked) {
    const why = wish.askedBy ? `${locked.by} keeps them out: ${locked.why}.` : context.rules.site.helpAddress;
    const line = wish.askedBy ? why : `Write to ${why}.`;
    return message("No link was sent", `The account ${username} is locked. ${line}`);
  }
  const by = { id: actor.user, name: actor.name };
  const opened = await openPasswordRequest(account, { ...wish, origin: delivery, by }, context);
  if (opened.kind === "known")
    return message("There is a link already", `Request ${opened.request.id} has sent one to ${email}.`);
  const where = wish.chatUser ? "In our direct messages" : `To ${email}`;
  return message("A link is on its way", `${where}. The old password works until the new one is chosen.`);
}
