import type { ViewOutput } from "@slack/bolt";
import { fieldOf, VALUE } from "./render-form.ts";

/** What was filled into a modal, by the fields' names. Empty fields are empty texts; several choices stand with commas between them. */
export function readFormValues({ state }: Pick<ViewOutput, "state">): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state.values).map(([blockId, inputs]) => {
      const input = inputs[VALUE];
      const several = input?.selected_options?.map(({ value }) => value).join(",");
      const one = input?.value ?? input?.selected_user ?? input?.selected_date;
      return [fieldOf(blockId), one ?? input?.selected_option?.value ?? several ?? ""];
    }),
  );
}
