import type { Field } from "../view/form.ts";
import { fieldText } from "./field-text.ts";

/** The values of a form's fields, as a chat sends them: several choices are separated by commas. A field that is missing is empty. */
export const formValues = (
  fields: readonly Field[],
  body: Readonly<Record<string, unknown>> | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    fields.map(({ name, kind }) => [
      name,
      kind === "choices" ? choicesOf(body?.[name]).join(",") : fieldText(body?.[name]),
    ]),
  );

/** A form sends one box as a text, and several as a list. */
export const choicesOf = (value: unknown): string[] =>
  [value].flat().filter((one): one is string => typeof one === "string" && one !== "");
