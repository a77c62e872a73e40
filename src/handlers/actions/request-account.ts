import type { Actor } from "../../chat/chat.ts";
import type { Interaction, Reply } from "../../chat/interaction.ts";
import { findOpenRequestedBy } from "../../db/requests.ts";
import type { Request } from "../../db/schema.ts";
import { Failure } from "../../failure/failure.ts";
import { readDraft } from "../../intake/draft.ts";
import { explainBadUsername, isBestChosen } from "../../pipeline/checks/username.ts";
import { openRequest } from "../../pipeline/open-request.ts";
import { requestFromDraft } from "../../pipeline/request-from-draft.ts";
import { withdraw } from "../../pipeline/withdraw.ts";
import { isWithdrawable } from "../../view/buttons-for.ts";
import type { Form } from "../../view/form.ts";
import type { Line } from "../../view/notice.ts";
import { accountForm, WHY_CHOOSE } from "../account-form.ts";
import { alreadyRequested } from "../already-requested.ts";
import { validatePi, validateProject, validateUsername } from "../field-validators.ts";
import { type Handler, type HandlerContext, invalidFields, message, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { readRequest } from "../request-id.ts";
import { denyPi } from "../resolve-pi.ts";
import { submittedReply } from "../submitted-reply.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";

/** Somebody asks for an account; with the button of an open request of theirs, for something else in its place. */
export const requestAccount: Handler = {
  name: "request-account",
  opensForm: true,
  command: { name: "request", help: "Ask for an account" },
  async run(interaction, context) {
    const { actor, values, isPreview: filling } = interaction;
    const denial = denyReason("request", actor);
    if (denial) return message("No request was made", denial);
    const email = actor.email ?? actor.unverifiedEmail;
    if (!email) {
      return message(
        "No request was made",
        "Your chat account has no verified mail address. Add one, then ask again.",
      );
    }
    const instead = interaction.subject && (await readRequest(interaction, context.db));
    const notTheirs = instead && denyReason("answer", actor, instead);
    if (notTheirs) return message("No request was made", notTheirs);
    if (!values) {
      const open = await findOpenRequestedBy(context.db, "account", { user: actor.user, email: actor.email });
      if (open && (open.id !== instead?.id || !isWithdrawable(open)))
        return alreadyRequested(open, actor, context);
    }
    if (!values || filling) {
      const username: FieldValidator = (value, _, context) => validateUsername(value, context, instead?.id);
      const looks = { project: validateProject, pi: validatePi, username };
      const form = accountForm(actor, context, { values, instead });
      return { kind: "form", form: await validateFields(form, looks, values ?? {}, context) };
    }
    return submit({ ...interaction, values }, { email, instead }, context);
  },
};

async function submit(
  interaction: Interaction & { values: NonNullable<Interaction["values"]> },
  { email, instead }: { readonly email: string; readonly instead: Request | undefined },
  context: HandlerContext,
): Promise<Reply> {
  const { values, actor } = interaction;
  const pi = values.pi ? await context.chat.getUser(values.pi) : undefined;
  const denial = pi && denyPi(pi);
  if (denial) return invalidFields({ pi: denial });
  const newProject = values.projectKind === "new";
  if (!newProject && !pi) return invalidFields({ pi: "choose who can say that you work in this project" });

  const read = readDraft({
    ...values,
    givenName: values.givenName ?? "",
    familyName: values.familyName ?? "",
    project: values.project ?? "",
    pin: values.pin ?? "",
    email,
    newProject,
    piName: pi?.name,
    piEmail: pi?.email,
  });
  if ("faults" in read)
    return invalidFields(withLabels(read.faults, accountForm(actor, context, { values })));
  const { draft, oddities } = read;
  if (!draft.username && isBestChosen(draft, context.rules.usernames.rule)) {
    return invalidFields({ username: WHY_CHOOSE });
  }
  const taken = draft.username && (await objectionIfKnown(draft.username, context, instead?.id));
  if (taken) return invalidFields({ username: taken });
  const late = instead && (await takeBack(instead, actor, context));
  if (late) return message("No request was made", late);

  const source = {
    origin: interaction.deliveryId,
    requesterUser: actor.user,
    ...(pi ? { piUser: pi.user } : {}),
    remarks: Object.entries(oddities).map(([field, oddity]) => `${ODD[field] ?? field} ${oddity}.`),
  };
  const opened = await openRequest(
    await requestFromDraft(draft, source, context.secretKey),
    { by: toEventActor(actor), note: "" },
    context,
  );
  return submittedReply(opened);
}

const ODD: Readonly<Record<string, string>> = {
  givenName: "The first name",
  familyName: "The last name",
  piName: "The PI's name",
};

/** Returns why it is too late. One that was taken back a moment ago, by the same form, is none. */
async function takeBack({ id }: Request, actor: Actor, context: HandlerContext): Promise<Line | undefined> {
  const help = context.rules.site.helpAddress;
  const why = { by: toEventActor(actor), note: "for another request", help };
  const acted = await withdraw(id, why, context);
  return acted.kind === "refused" && acted.request.status === "withdrawn" ? undefined : acted.denial;
}

/** A directory that is away keeps nobody from asking: verify-identity looks there again. */
async function objectionIfKnown(
  username: string,
  context: HandlerContext,
  requestId?: number,
): Promise<string | undefined> {
  try {
    return await explainBadUsername(username, context, requestId);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** "PIN must be 4 to 8 digits" */
export function withLabels(
  faults: Readonly<Record<string, string>>,
  { fields }: Pick<Form, "fields">,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).map(([name, fault]) => {
      const label = fields.find((field) => field.name === name)?.label ?? name;
      return [name, `${label} ${fault}`];
    }),
  );
}
