import type { Interaction, Reply } from "../../chat/interaction.ts";
import type { Invitation } from "../../db/tables/invitations.ts";
import { invitationOf, joinByInvitation } from "../../pipeline/roster/answer-invitation.ts";
import type { Form } from "../../view/form.ts";
import { accountForm, KNOWN_FROM_INVITATION } from "../account-form.ts";
import { alreadyRequested } from "../already-requested.ts";
import { explainDeadInvitation } from "../explain-dead-invitation.ts";
import { validateUsername } from "../field-validators.ts";
import { type GeneralHandler, type HandlerContext, message, toEventActor } from "../handler.ts";
import { claimOwnAccount } from "../own-account.ts";
import { chooseAccount, listOwnAccounts } from "../own-accounts.ts";
import { replyToAnswer } from "../reply-to-answer.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";
import { emailOf, explainNoEmail, submitAccount } from "./request-account.ts";

const NOT_DONE = "Not accepted";

/** Lets someone accept the invitation to a project: with their account or, without one, by asking for an account. */
export const acceptInvitation: GeneralHandler = {
  name: "accept-invitation",
  right: "answer-invitation",
  notDone: NOT_DONE,
  async form(interaction, context) {
    const { actor, text, values } = interaction;
    const found = await invitationOf(text, actor, context);
    if (found.kind !== "open") return explainDeadInvitation(found.kind, context, found.invitation);
    const joined = await joinWithAccount(found.invitation, interaction, context);
    if (joined) return joined;
    if (!emailOf(actor) && !actor.entersEmail) return explainNoEmail(actor, context);
    const form = formFor(found.invitation, accountForm(actor, context, { values }));
    const username: FieldValidator = (value, _, deps) => validateUsername(value, deps);
    return validateFields(form, { username }, values ?? {}, context);
  },
  async run(interaction, context) {
    const { actor, text, values } = interaction;
    const found = await invitationOf(text, actor, context);
    if (found.kind !== "open") return explainDeadInvitation(found.kind, context, found.invitation);
    const email = emailOf(actor) ?? (actor.entersEmail ? (values.email ?? "") : undefined);
    if (email === undefined) return explainNoEmail(actor, context);
    return submitAccount(interaction, { email, invitation: found.invitation }, context);
  },
};

/** Opens the request to join. Undefined if they have no account. */
async function joinWithAccount(
  invitation: Invitation,
  { actor }: Interaction,
  context: HandlerContext,
): Promise<Reply | undefined> {
  const own = await claimOwnAccount(actor, context);
  if (own.unlinked) return message(own.title ?? NOT_DONE, own.denial);
  const account = own.account && chooseAccount(await listOwnAccounts(own, context));
  if (!account) return undefined;
  const by = toEventActor(actor);
  const joined = await joinByInvitation(invitation, account, { by, user: actor.user }, context);
  if (joined.kind === "elsewhere") return alreadyRequested(joined.request, actor, context);
  if (joined.kind === "member")
    return replyToAnswer(message("Nothing changed", `You're in ${invitation.project} already.`));
  if (!("request" in joined)) return explainDeadInvitation(joined.kind, context);
  return replyToAnswer(
    message(
      `You've accepted the invitation to ${invitation.project}`,
      `It's request ${joined.request.id}. We'll let you know when you can use the project.`,
    ),
  );
}

function formFor({ id, project, invitedByName }: Invitation, form: Form): Form {
  const { request: _, ...rest } = form;
  return {
    ...rest,
    action: "accept-invitation",
    about: id,
    intro: [
      `${invitedByName} invited you to the project ${project}. You need an account first.`,
      ...(form.intro ?? []),
    ],
    fields: form.fields.filter(({ name }) => !KNOWN_FROM_INVITATION.has(name)),
  };
}
