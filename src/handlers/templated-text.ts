import type { Field } from "../chat/form.ts";
import type { Template } from "../pipeline/tools.ts";

/** A text to write, with templates to begin from. Choosing one puts it into the text, where it can be edited. */
export function templatedText(
  text: Pick<Field, "name" | "label" | "hint">,
  templates: readonly Template[],
  values: Readonly<Record<string, string>> = {},
): Field[] {
  const chosen = templates[Number(values.template ?? Number.NaN)];
  const field: Field = {
    ...text,
    kind: "text",
    maxLength: 1000,
    ...(chosen ? { initial: chosen.text, edition: values.template ?? "" } : {}),
  };
  if (templates.length === 0) return [field];
  const choices = templates.map(({ label }, index) => ({ value: String(index), label }));
  return [
    {
      name: "template",
      label: "Begin with",
      kind: "select",
      choices,
      optional: true,
      watched: true,
      ...(values.template ? { initial: values.template } : {}),
    },
    field,
  ];
}
