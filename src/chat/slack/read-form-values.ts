import type { ViewOutput } from "@slack/bolt";
import { readFieldName, VALUE } from "./render-form.ts";
import { toChatId } from "./slack-id.ts";

/** Reads the values of a modal by field name. An empty field has an empty value, and multiple choices are separated by commas. */
export function readFormValues({ state }: Pick<ViewOutput, "state">): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state.values).map(([blockId, inputs]) => {
      const input = inputs[VALUE];
      const several = input?.selected_options?.map(({ value }) => value).join(",");
      const person = input?.selected_user ? toChatId(input.selected_user) : undefined;
      const one = input?.value ?? person ?? input?.selected_date;
      return [readFieldName(blockId), one ?? input?.selected_option?.value ?? several ?? ""];
    }),
  );
}
