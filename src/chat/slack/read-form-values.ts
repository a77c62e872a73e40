import type { ViewOutput } from "@slack/bolt";
import { fieldOf, VALUE } from "./render-form.ts";
import { toChatId } from "./slack-id.ts";

/** What was filled into a modal, by the fields' names. Empty fields are empty texts; several choices are separated by commas. */
export function readFormValues({ state }: Pick<ViewOutput, "state">): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state.values).map(([blockId, inputs]) => {
      const input = inputs[VALUE];
      const several = input?.selected_options?.map(({ value }) => value).join(",");
      const person = input?.selected_user ? toChatId(input.selected_user) : undefined;
      const one = input?.value ?? person ?? input?.selected_date;
      return [fieldOf(blockId), one ?? input?.selected_option?.value ?? several ?? ""];
    }),
  );
}
