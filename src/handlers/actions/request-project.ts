import type { Actor } from "../../chat/chat.ts";
import type { Interaction, Reply } from "../../chat/interaction.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { applyNameRule, deriveProjectName } from "../../pipeline/checks/project-name.ts";
import { isSameUser } from "../../pipeline/checks/same-user.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import { validatePi, validateProject } from "../field-validators.ts";
import { type Founding, openFounding, readFounding } from "../found-project.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  type Submitted,
  toEventActor,
} from "../handler.ts";
import { claimOwnAccount } from "../own-account.ts";
import { chooseAccount, listOwnAccounts } from "../own-accounts.ts";
import { projectForm } from "../project-form.ts";
import { denyPi, findPiAddress } from "../resolve-pi.ts";
import { submittedReply } from "../submitted-reply.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";

const NOT_DONE = "No request was submitted";

/** Lets a person with an account ask for a new project, which they lead or for which they name a PI. */
export const requestProject: GeneralHandler = {
  name: "request-project",
  right: "use-own-account",
  notDone: NOT_DONE,
  async form(interaction, context) {
    const { actor, values } = interaction;
    const own = await claimOwnAccount(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
    const accounts = await listOwnAccounts(own, context);
    const form = await formFor(accounts, interaction, context);
    const name: FieldValidator = (value, all, deps) => {
      const account = chooseAccount(accounts, all.account) ?? own.account;
      const wanted = applyNameRule(deps.rules, account, value);
      return validateProject(wanted, { ...all, projectKind: "new" }, deps);
    };
    const entered = form.fields.find((field) => field.name === "project")?.initial ?? "";
    return validateFields(form, { project: name, pi: validatePi }, values ?? { project: entered }, context);
  },
  async run(interaction, context) {
    const { actor, values } = interaction;
    const own = await claimOwnAccount(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
    const accounts = await listOwnAccounts(own, context);
    const form = await formFor(accounts, interaction, context);
    const read = await readFounding(values, accounts, form, context);
    if ("errors" in read) return invalidFields(read.errors);
    return submit(read, interaction, context);
  },
};

async function submit(
  founding: Founding,
  { actor, deliveryId, values }: Submitted,
  context: HandlerContext,
): Promise<Reply> {
  const isOther = values.pi && !(await isSameUser(values.pi, actor.user, context));
  const pi = isOther && values.pi ? await context.chat.getUser(values.pi) : undefined;
  const email = pi && ((await findPiAddress(pi, context)) ?? readTyped(values.piEmail));
  const denial = pi && denyPi(pi, email);
  if (denial) return invalidFields({ [pi.entersEmail ? "piEmail" : "pi"]: denial });
  const named = pi && email ? { name: pi.name, email, user: pi.user } : undefined;
  const opening = { origin: deliveryId, user: actor.user, by: toEventActor(actor), note: "" };
  return submittedReply(await openFounding(founding, named, opening, context));
}

/** An address that can't be read is like none. */
function readTyped(text = ""): string | undefined {
  const read = readEmailAddress(text);
  return "address" in read ? read.address : undefined;
}

async function formFor(
  accounts: readonly Account[],
  { actor, text }: Pick<Interaction, "text"> & { readonly actor: Actor },
  context: HandlerContext,
) {
  const names = await Promise.all(accounts.map((account) => deriveProjectName(account, context)));
  return projectForm(accounts, { actor, text, rules: context.rules, names });
}
