import type { Field, Form } from "../chat/form.ts";
import { Failure } from "../failure.ts";
import type { Tools } from "../pipeline/tools.ts";

type Values = Readonly<Record<string, string>>;
export type Finding = NonNullable<Field["finding"]>;
/** What is found about a field's value, while the form is being filled in. Undefined: nothing to say yet. */
export type Look = (value: string, values: Values, tools: Tools) => Promise<Finding | undefined>;

export const good = (text: string): Finding => ({ good: true, text });
export const bad = (text: string): Finding => ({ good: false, text });

/** The form with what was found about what is filled in so far. */
export async function lookOver(
  form: Form,
  looks: Readonly<Record<string, Look>>,
  values: Values,
  tools: Tools,
): Promise<Form> {
  const fields = await Promise.all(
    form.fields.map(async (field) => {
      const look = looks[field.name];
      if (!look) return field;
      const value = (values[field.name] ?? "").trim();
      const finding = value === "" ? undefined : await look(value, values, tools).catch(unlessAway);
      return { ...field, watched: true, ...(finding ? { finding } : {}) };
    }),
  );
  return { ...form, fields };
}

/** What could not be looked up keeps nobody from submitting the form: it is checked again afterwards. */
function unlessAway(error: unknown): Finding {
  if (!(error instanceof Failure)) throw error;
  return bad("We can't check this right now. You can submit the form anyway.");
}
