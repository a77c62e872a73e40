import { Failure } from "../failure/failure.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import type { Field, Form } from "../view/form.ts";

type Values = Readonly<Record<string, string>>;
export type FieldValidation = NonNullable<Field["validation"]>;
/** What is found about a field's value, while the form is being filled in. Undefined: nothing to say yet. */
export type FieldValidator = (
  value: string,
  values: Values,
  context: PipelineDeps,
) => Promise<FieldValidation | undefined>;

export const valid = (text: string): FieldValidation => ({ good: true, text });
export const invalid = (text: string): FieldValidation => ({ good: false, text });

/** The form with what was found about what is filled in so far. */
export async function validateFields(
  form: Form,
  looks: Readonly<Record<string, FieldValidator>>,
  values: Values,
  context: PipelineDeps,
): Promise<Form> {
  const fields = await Promise.all(
    form.fields.map(async (field) => {
      const look = looks[field.name];
      if (!look) return field;
      const value = (values[field.name] ?? "").trim();
      const finding = value === "" ? undefined : await look(value, values, context).catch(unlessAway);
      return { ...field, validateOnChange: true, ...(finding ? { validation: finding } : {}) };
    }),
  );
  return { ...form, fields };
}

/** What could not be looked up keeps nobody from submitting the form: it is checked again afterwards. */
function unlessAway(error: unknown): FieldValidation {
  if (!(error instanceof Failure)) throw error;
  return invalid("We can't check this right now. You can submit the form anyway.");
}
