import type { Actor } from "../../chat/chat.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { type Joining, joiningSchema } from "../../intake/draft.ts";
import { createRequest } from "../../pipeline/create-request.ts";
import { describeOwner } from "../../pipeline/describe-owner.ts";
import type { Rules } from "../../pipeline/pipeline-deps.ts";
import { readEmailAddress } from "../../view/email-address.ts";
import type { Form } from "../../view/form.ts";
import { groupsField, PI_ADDRESS, readGroups } from "../account-form.ts";
import { explainUnknownProject } from "../explain-unknown-project.ts";
import { validateJoinedProject, validatePi } from "../field-validators.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  type Submitted,
  toEventActor,
} from "../handler.ts";
import { claimOwnAccount } from "../own-account.ts";
import {
  accountField,
  chooseAccount,
  listOwnAccounts,
  NOT_YOURS,
  readProjectAndAccount,
} from "../own-accounts.ts";
import { denyPi, findPiAddress } from "../resolve-pi.ts";
import { submittedReply } from "../submitted-reply.ts";
import { validateFields } from "../validate-fields.ts";
import { withLabels } from "./request-account.ts";

const NOT_DONE = "No request was submitted";

/** Lets a person with an account ask to join another project. */
export const requestMembership: GeneralHandler = {
  name: "request-membership",
  right: "use-own-account",
  notDone: NOT_DONE,
  command: { name: "join", arguments: "[project] [account]", help: "Join another project with your account" },
  async form({ actor, values, text }, context) {
    const own = await claimOwnAccount(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
    const { project } = readProjectAndAccount(text);
    const unknown = values ? undefined : await explainUnknownProject(project, context);
    if (unknown) return unknown;
    const validators = { project: validateJoinedProject, pi: validatePi };
    const form = formFor(await listOwnAccounts(own, context), text, actor, context.rules);
    return validateFields(form, validators, values ?? { project }, context);
  },
  async run(interaction, context) {
    const { actor, values, text } = interaction;
    const own = await claimOwnAccount(actor, context);
    if (!own.account) return message(own.title ?? NOT_DONE, own.denial);
    const accounts = await listOwnAccounts(own, context);
    const account = chooseAccount(accounts, values.account ?? readProjectAndAccount(text).named);
    if (!account) return invalidFields({ account: NOT_YOURS });
    const read = joiningSchema.safeParse({
      project: values.project ?? "",
      reason: values.reason,
      ...readGroups(values.groups),
    });
    if (!read.success) {
      const problems = read.error.issues.map(({ path, message }) => [String(path[0]), message]);
      return invalidFields(
        withLabels(Object.fromEntries(problems), formFor(accounts, text, actor, context.rules)),
      );
    }
    const unknown = await explainUnknownProject(read.data.project, context);
    return unknown ?? open(account, read.data, values, interaction, context);
  },
};

async function open(
  account: Account,
  { project, reason, groups }: Joining,
  chosen: { readonly pi?: string | undefined; readonly piEmail?: string | undefined },
  { actor, deliveryId }: Submitted,
  context: HandlerContext,
) {
  const pi = chosen.pi ? await context.chat.getUser(chosen.pi) : undefined;
  const piEmail = pi && ((await findPiAddress(pi, context)) ?? readTyped(chosen.piEmail));
  const denial = pi && denyPi(pi, piEmail);
  if (denial) return invalidFields({ [pi.entersEmail ? "piEmail" : "pi"]: denial });
  const created = await createRequest(
    {
      kind: "membership",
      origin: deliveryId,
      ...describeOwner(account),
      project,
      requesterUser: actor.user,
      piName: pi?.name ?? null,
      piEmail: piEmail ?? null,
      piUser: pi?.user ?? null,
      details: { reason, ...(groups ? { groups } : {}) },
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

function formFor(
  accounts: readonly Account[],
  text: string,
  { entersEmail = false }: Actor,
  rules: Pick<Rules, "otherGroups">,
): Form {
  const { project, named } = readProjectAndAccount(text);
  const [only] = accounts;
  return {
    action: "request-membership",
    title: "Join a project",
    intro: accounts.length === 1 && only ? [`You'll join with your account ${only.username}.`] : [],
    submit: "Submit request",
    fields: [
      ...accountField(accounts, named),
      {
        name: "project",
        label: "Project name",
        kind: "line",
        maxLength: 32,
        ...(project ? { initial: project } : {}),
      },
      {
        name: "pi",
        label: "Principal investigator (PI)",
        kind: "person",
        optional: true,
        hint: "We'll ask them to confirm. Leave blank if we know who leads the project.",
      },
      ...(entersEmail ? [PI_ADDRESS] : []),
      ...groupsField(rules),
      {
        name: "reason",
        label: "What will you work on?",
        kind: "text",
        maxLength: 3000,
        optional: true,
      },
    ],
  };
}
