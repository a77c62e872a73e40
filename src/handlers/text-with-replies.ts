import type { ReplyTemplate } from "../pipeline/pipeline-deps.ts";
import type { Field } from "../view/form.ts";

/** Returns a text field with a list of templates. Choosing a template copies it into the text field, where it can be edited. */
export function textWithReplies(
  text: Pick<Field, "name" | "label" | "hint">,
  replies: readonly ReplyTemplate[],
  values: Readonly<Record<string, string>> = {},
): Field[] {
  const chosen = replies[Number(values.template ?? Number.NaN)];
  const field: Field = {
    ...text,
    kind: "text",
    maxLength: 1000,
    ...(chosen ? { initial: chosen.text, resetKey: values.template ?? "" } : {}),
  };
  if (replies.length === 0) return [field];
  const choices = replies.map(({ label }, index) => ({ value: String(index), label }));
  return [
    {
      name: "template",
      label: "Use a template",
      kind: "select",
      choices,
      optional: true,
      validateOnChange: true,
      ...(values.template ? { initial: values.template } : {}),
    },
    field,
  ];
}
