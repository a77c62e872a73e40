import { Failure } from "../failure/failure.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Field, Form } from "../view/form.ts";

type Values = Readonly<Record<string, string>>;
export type FieldValidation = NonNullable<Field["validation"]>;
/** Checks a field's value while the person fills in the form. Returns undefined if there is nothing to show yet. */
export type FieldValidator = (
  value: string,
  values: Values,
  context: PipelineDeps,
) => Promise<FieldValidation | undefined>;

export const valid = (text: string): FieldValidation => ({ isValid: true, text });
export const invalid = (text: string): FieldValidation => ({ isValid: false, text });

/** Returns the form with the result of the check next to each field that has been filled in so far. */
export async function validateFields(
  form: Form,
  validators: Readonly<Record<string, FieldValidator>>,
  values: Values,
  context: PipelineDeps,
): Promise<Form> {
  const fields = await Promise.all(
    form.fields.map(async (field) => {
      const validate = validators[field.name];
      if (!validate) return field;
      const value = (values[field.name] ?? "").trim();
      const validation =
        value === "" ? undefined : await validate(value, values, context).catch(explainFailure);
      return { ...field, validateOnChange: true, ...(validation ? { validation } : {}) };
    }),
  );
  return { ...form, fields };
}

/** Explains a check that could not run. The person can still submit the form, because everything is checked again later. */
function explainFailure(error: unknown): FieldValidation {
  if (!(error instanceof Failure)) throw error;
  return invalid("We can't check this right now. You can submit the form anyway.");
}
