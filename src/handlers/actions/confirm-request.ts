import { readDraft } from "../../intake/draft.ts";
import { explainBadUsername, isBestChosen } from "../../pipeline/checks/username.ts";
import { explainAnswered, confirmRequest as recordConfirmation } from "../../pipeline/confirm-request.ts";
import { hashPin } from "../../pipeline/passwords/pin.ts";
import { accountForm, OWN_FIELDS, WHY_CHOOSE } from "../account-form.ts";
import { validateUsername } from "../field-validators.ts";
import { invalidFields, message, type RequestHandler, toEventActor } from "../handler.ts";
import { denyReason } from "../policy.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";
import { withLabels } from "./request-account.ts";

const NOT_DONE = "Not confirmed";

/** Lets the person for whom someone else requested an account confirm it, with what only they can say. */
export const confirmRequest: RequestHandler = {
  name: "confirm-request",
  about: "request",
  right: "confirm-request",
  notDone: NOT_DONE,
  async form({ actor, values }, request, context) {
    const why = explainAnswered(request);
    if (why) return message(NOT_DONE, why);
    const { id, givenName, familyName, project, details } = request;
    const form = accountForm({ ...actor, givenName, familyName, entersEmail: false }, context, { values });
    const username: FieldValidator = (value, _, deps) => validateUsername(value, deps, id);
    return validateFields(
      {
        ...form,
        action: "confirm-request",
        request,
        title: "Confirm your account",
        intro: [
          `${details.onBehalf?.byName} requested an account for you in the project ${project}. Once you've confirmed it, we'll ask for the approvals that it needs.`,
        ],
        submit: "Confirm",
        fields: form.fields.filter(({ name }) => OWN_FIELDS.has(name)),
      },
      { username },
      values ?? {},
      context,
    );
  },
  async run({ actor, values }, request, context) {
    const { id, email, project } = request;
    const read = readDraft({
      ...values,
      givenName: values.givenName ?? "",
      familyName: values.familyName ?? "",
      pin: values.pin ?? "",
      project: project ?? "",
      email,
      newProject: false,
      piName: undefined,
      piEmail: undefined,
      reason: undefined,
      language: actor.locale,
    });
    if ("errors" in read)
      return invalidFields(withLabels(read.errors, accountForm(actor, context, { values })));
    const { givenName, familyName, username, sshPublicKey, pin } = read.draft;
    if (!username && isBestChosen(read.draft, context.rules.usernames.rule))
      return invalidFields({ username: WHY_CHOOSE });
    const taken = username && (await explainBadUsername(username, context, id));
    if (taken) return invalidFields({ username: taken });
    const details = {
      ...(username ? { wantedUsername: username } : {}),
      ...(sshPublicKey ? { sshPublicKey } : {}),
    };
    const pinHash = await hashPin(pin, context.secretKey);
    const changed = await recordConfirmation(
      id,
      {
        by: toEventActor(actor),
        denial: (locked) => denyReason("confirm-request", actor, locked),
        answers: { givenName, familyName, pinHash, details },
      },
      context,
    );
    if (changed.denial) return message(NOT_DONE, changed.denial);
    return message("Thank you for confirming", "We'll keep you posted at every step.");
  },
};
