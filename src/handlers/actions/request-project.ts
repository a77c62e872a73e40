import type { Actor } from "../../chat/chat.ts";
import type { Interaction, Reply } from "../../chat/interaction.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { foundingSchema } from "../../intake/draft.ts";
import { applyNameRule, deriveProjectName } from "../../pipeline/checks/project-name.ts";
import { isSameUser } from "../../pipeline/checks/same-user.ts";
import { createRequest } from "../../pipeline/create-request.ts";
import { describeOwner } from "../../pipeline/describe-owner.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import { validatePi, validateProject } from "../field-validators.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  type Submitted,
  toEventActor,
} from "../handler.ts";
import { claimOwnAccount } from "../own-account.ts";
import { chooseAccount, listOwnAccounts, NOT_YOURS } from "../own-accounts.ts";
import { projectForm } from "../project-form.ts";
import { denyPi, findPiAddress } from "../resolve-pi.ts";
import { submittedReply } from "../submitted-reply.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";
import { withLabels } from "./request-account.ts";

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
    const account = chooseAccount(accounts, values.account);
    if (!account) return invalidFields({ account: NOT_YOURS });
    const form = await formFor(accounts, interaction, context);
    const isEntered = form.fields.some(({ name }) => name === "project");
    const project = isEntered
      ? applyNameRule(context.rules, account, values.project ?? "")
      : ((await deriveProjectName(account, context)) ?? "");
    const read = foundingSchema.safeParse({ project, projectDescription: values.description ?? "" });
    if (!read.success) {
      const problems = read.error.issues.map(({ path, message }) => [FIELDS[String(path[0])], message]);
      return invalidFields(withLabels(Object.fromEntries(problems), form));
    }
    return submit(account, read.data, interaction, context);
  },
};

/** The fields of the form, by what they become. */
const FIELDS: Readonly<Record<string, string>> = { project: "project", projectDescription: "description" };

async function submit(
  account: Account,
  { project, projectDescription }: { readonly project: string; readonly projectDescription: string },
  { actor, deliveryId, values }: Submitted,
  context: HandlerContext,
): Promise<Reply> {
  const isOther = values.pi && !(await isSameUser(values.pi, actor.user, context));
  const pi = isOther && values.pi ? await context.chat.getUser(values.pi) : undefined;
  const piEmail = pi && ((await findPiAddress(pi, context)) ?? readTyped(values.piEmail));
  const denial = pi && denyPi(pi, piEmail);
  if (denial) return invalidFields({ [pi.entersEmail ? "piEmail" : "pi"]: denial });
  const created = await createRequest(
    {
      kind: "project",
      origin: deliveryId,
      ...describeOwner(account),
      project,
      requesterUser: actor.user,
      piName: pi?.name ?? null,
      piEmail: piEmail ?? null,
      piUser: pi?.user ?? null,
      details: { newProject: true, projectDescription },
    },
    { by: toEventActor(actor), note: "" },
    context,
  );
  return submittedReply(created);
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
