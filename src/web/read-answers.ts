import type { Field } from "../view/form.ts";
import { fieldText } from "./field-text.ts";

/** What someone has answered in a form of these fields, by name. Checked boxes are separated by commas, as in the forms of a chat. */
export function readAnswers(
  fields: readonly Pick<Field, "name" | "kind">[],
  body: Readonly<Record<string, unknown>> | undefined,
): Record<string, string> {
  return Object.fromEntries(
    fields.map(({ name, kind }) => [
      name,
      kind === "choices"
        ? [body?.[name]].flat().map(fieldText).filter(Boolean).join(",")
        : fieldText(body?.[name]),
    ]),
  );
}
