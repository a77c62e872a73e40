import { Failure } from "../failure/failure.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Field, Form } from "../view/form.ts";

type Values = Readonly<Record<string, string>>;
export type FieldValidation = NonNullable<Field["validation"]>;
/** Checks a field's value while the form is being filled in. Undefined: there is nothing to say yet. */
export type FieldValidator = (
  value: string,
  values: Values,
  context: PipelineDeps,
) => Promise<FieldValidation | undefined>;

export const valid = (text: string): FieldValidation => ({ isValid: true, text });
export const invalid = (text: string): FieldValidation => ({ isValid: false, text });

/** The form, with a hint at each field that has been filled in so far. */
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

/** A check that fails does not stop anyone from submitting the form: everything is checked again afterwards. */
function explainFailure(error: unknown): FieldValidation {
  if (!(error instanceof Failure)) throw error;
  return invalid("We can't check this right now. You can submit the form anyway.");
}
