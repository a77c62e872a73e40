import type { Account } from "../../db/schema.ts";
import { joiningSchema } from "../../intake/draft.ts";
import { openRequest } from "../../pipeline/open-request.ts";
import type { Form } from "../../view/form.ts";
import { validatePi, validateProject } from "../field-validators.ts";
import { type Handler, type HandlerContext, invalidFields, message, toEventActor } from "../handler.ts";
import { ownAccount } from "../own-account.ts";
import { denyReason } from "../policy.ts";
import { denyPi } from "../resolve-pi.ts";
import { submittedReply } from "../submitted-reply.ts";
import { validateFields } from "../validate-fields.ts";
import { withLabels } from "./request-account.ts";

/** Somebody with an account asks to join another project. */
export const requestMembership: Handler = {
  name: "request-membership",
  opensForm: true,
  command: { name: "join", arguments: "[project]", help: "Ask to join another project with your account" },
  async run(interaction, context) {
    const { actor, values, isPreview: filling, deliveryId: delivery } = interaction;
    const denial = denyReason("request", actor);
    if (denial) return message("No request was made", denial);
    const own = await ownAccount(actor, context);
    if (!own.account) return message("No request was made", own.denial);
    const { account } = own;

    const form = formFor(account, interaction.text);
    if (!values || filling) {
      const looks = { project: validateProject, pi: validatePi };
      const filled = values ?? { project: interaction.text };
      return { kind: "form", form: await validateFields(form, looks, filled, context) };
    }
    const read = joiningSchema.safeParse({ project: values.project ?? "", reason: values.reason });
    if (!read.success) {
      const faults = read.error.issues.map(({ path, message }) => [String(path[0]), message]);
      return invalidFields(withLabels(Object.fromEntries(faults), form));
    }
    return open(account, read.data, values.pi, { actor, deliveryId: delivery }, context);
  },
};

async function open(
  { givenName, familyName, email, username }: Account,
  { project, reason }: { readonly project: string; readonly reason?: string | undefined },
  piUser: string | undefined,
  { actor, deliveryId: delivery }: Pick<Parameters<Handler["run"]>[0], "actor" | "deliveryId">,
  context: HandlerContext,
) {
  const pi = piUser ? await context.chat.getUser(piUser) : undefined;
  const denial = pi && denyPi(pi);
  if (denial) return invalidFields({ pi: denial });
  const opened = await openRequest(
    {
      kind: "membership",
      origin: delivery,
      givenName,
      familyName,
      email,
      username,
      project,
      requesterUser: actor.user,
      piName: pi?.name ?? null,
      piEmail: pi?.email ?? null,
      piUser: pi?.user ?? null,
      details: { reason },
    },
    { by: toEventActor(actor), note: "" },
    context,
  );
  return submittedReply(opened);
}

function formFor({ username }: Account, project: string): Form {
  return {
    action: "request-membership",
    title: "Join a project",
    intro: [`With your account ${username}.`],
    submit: "Ask",
    fields: [
      {
        name: "project",
        label: "Name of the project",
        kind: "line",
        maxLength: 32,
        ...(project ? { initial: project } : {}),
      },
      {
        name: "pi",
        label: "Its principal investigator (PI)",
        kind: "person",
        optional: true,
        hint: "Is asked to confirm. May stay empty when we know who leads it.",
      },
      {
        name: "reason",
        label: "What do you want to do there?",
        kind: "text",
        maxLength: 3000,
        optional: true,
      },
    ],
  };
}
