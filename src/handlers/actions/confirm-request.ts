import { explainAnswered } from "../../pipeline/confirm-request.ts";
import { accountForm, OWN_FIELDS } from "../account-form.ts";
import { confirmForOneself } from "../confirm-for-oneself.ts";
import { validateUsername } from "../field-validators.ts";
import { invalidFields, message, type RequestHandler } from "../handler.ts";
import { type FieldValidator, validateFields } from "../validate-fields.ts";

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
    const failed = await confirmForOneself(values, actor, request, context);
    if (failed && "errors" in failed) return invalidFields(failed.errors);
    if (failed) return message(NOT_DONE, failed.denial);
    return message("Thank you for confirming", "We'll keep you posted at every step.");
  },
};
