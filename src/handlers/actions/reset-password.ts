import type { Interaction, Reply } from "../../chat/interaction.ts";
import { findAccountByUsername } from "../../db/accounts.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { PIN } from "../../intake/draft.ts";
import { createPasswordRequest } from "../../pipeline/passwords/create-password-request.ts";
import { lockedIn } from "../../pipeline/passwords/locked-in.ts";
import { hashPin } from "../../pipeline/passwords/pin.ts";
import type { Field, Form } from "../../view/form.ts";
import { type GeneralHandler, type HandlerContext, invalidFields, message } from "../handler.ts";
import { claimOwnAccount, ownAccount } from "../own-account.ts";
import { listOwnAccounts } from "../own-accounts.ts";

const NOT_DONE = "No link was sent";

export const resetPassword: GeneralHandler = {
  name: "reset-password",
  async right({ actor, text }, context) {
    const accounts = await listOwnAccounts(await ownAccount(actor, context), context);
    return isForSomeoneElse(text, accounts) ? "reset-password-for-others" : "reset-password";
  },
  notDone: NOT_DONE,
  command: {
    name: "resetpass",
    arguments: "[user]",
    help: "Get a link to set a new password, by email or here (admins: for anyone)",
  },
  async form(interaction, context) {
    const target = await readTarget(interaction, context);
    if ("kind" in target) return target;
    const { account, forSomeoneElse, isLinked } = target;
    if (!forSomeoneElse) return resetForm(account, isLinked);
    const { name } = interaction.actor;
    return open(account, interaction, { pinHash: null, requestedBy: name }, context);
  },
  async run(interaction, context) {
    const { actor, values } = interaction;
    const target = await readTarget(interaction, context);
    if ("kind" in target) return target;
    const { account, isLinked } = target;
    if (isLinked && values.way === "chat")
      return open(account, interaction, { pinHash: null, chatUser: actor.user }, context);
    const pin = values.pin?.trim() ?? "";
    if (!PIN.test(pin)) return invalidFields({ pin: "The PIN must be 4 to 8 digits." });
    return open(account, interaction, { pinHash: await hashPin(pin, context.secretKey) }, context);
  },
};

interface Target {
  readonly account: Account;
  readonly isLinked: boolean;
  readonly forSomeoneElse: boolean;
}

const isForSomeoneElse = (text: string, own: readonly Account[]) =>
  text !== "" && !own.some(({ username }) => username === text.toLowerCase());

/** Finds the account whose password is to be reset. Returns a reply with the reason if no link can be sent. */
async function readTarget(
  { actor, text }: Pick<Interaction, "actor" | "text">,
  context: HandlerContext,
): Promise<Target | Reply> {
  const named = text.toLowerCase();
  const candidate = await ownAccount(actor, context);
  const accounts = await listOwnAccounts(candidate, context);
  const forSomeoneElse = isForSomeoneElse(text, accounts);
  // Whoever has to confirm first who they are can do so whatever can be done with a password.
  if (!forSomeoneElse && !candidate.account) {
    const own = await claimOwnAccount(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
  }
  if (context.passwords.length === 0) return message(NOT_DONE, "No system here stores passwords.");
  if (context.rules.dryRun) return message(NOT_DONE, "This is a dry run, so no passwords are set.");
  if (!forSomeoneElse) {
    const own = await claimOwnAccount(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
    if (text === "" && accounts.length > 1) return askWhich(accounts);
    const account = accounts.find(({ username }) => username === named) ?? own.account;
    return { account, isLinked: own.isLinked, forSomeoneElse };
  }
  const account = await findAccountByUsername(context.db, named);
  return account
    ? { account, isLinked: false, forSomeoneElse }
    : message(NOT_DONE, `There's no account called ${named}.`);
}

function askWhich(accounts: readonly Account[]): Reply {
  const names = accounts.map(({ username }) => username);
  return message(
    "Which account?",
    `You have several accounts: ${names.join(", ")}. Say which one, such as /acct resetpass ${names[0]}.`,
  );
}

/**
 * Builds the form. Only the person whom the account is linked to can get a link in the chat. Email goes to the account's
 * address.
 */
function resetForm({ username, email }: Account, isLinked: boolean): Form {
  const way: Field = {
    name: "way",
    label: "Send the link",
    kind: "choice",
    choices: [
      { value: "mail", label: `By email to ${email} (PIN required)` },
      { value: "chat", label: "To me here, by direct message (no PIN)" },
    ],
    initial: "mail",
  };
  const destination = isLinked ? "" : ` We'll email it to ${email}.`;
  return {
    action: "reset-password",
    about: username,
    title: "Set a new password",
    intro: [
      `You'll get a link to set a new password for ${username}.${destination} Your current password keeps working until then.`,
    ],
    fields: [
      ...(isLinked ? [way] : []),
      {
        name: "pin",
        label: "PIN (for the link by email)",
        kind: "line",
        maxLength: 8,
        optional: isLinked,
        hint: "Choose 4–8 digits. You'll need them once, to set your password.",
      },
    ],
    submit: "Send link",
  };
}

async function open(
  account: Account,
  { actor, deliveryId }: Pick<Interaction, "actor" | "deliveryId">,
  input: { readonly pinHash: string | null; readonly chatUser?: string; readonly requestedBy?: string },
  context: HandlerContext,
): Promise<Reply> {
  const { email, username } = account;
  const locked = await lockedIn(account, context.passwords);
  if (locked) {
    const why = input.requestedBy
      ? `${locked.by} has locked them out: ${locked.why}.`
      : context.rules.site.helpAddress;
    const line = input.requestedBy ? why : `Please contact ${why}.`;
    return message(NOT_DONE, `The account ${username} is locked. ${line}`);
  }
  const by = { id: actor.user, name: actor.name };
  const created = await createPasswordRequest(account, { ...input, origin: deliveryId, by }, context);
  if (created.kind === "known")
    return message("You already have a link", `Request ${created.request.id} has sent one to ${email}.`);
  const where = input.chatUser ? "We've sent it as a direct message" : `We've emailed it to ${email}`;
  return message(
    input.requestedBy ? "The link is on its way" : "Your link is on its way",
    `${where}. The current password works until a new one is set.`,
  );
}
