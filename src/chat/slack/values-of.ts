import type { ViewOutput } from "@slack/bolt";
import { VALUE } from "./render-form.ts";

/** What was filled into a modal, by the fields' names. Empty fields are empty texts. */
export function valuesOf({ state }: Pick<ViewOutput, "state">): Record<string, string> {
  return Object.fromEntries(
    Object.entries(state.values).map(([field, inputs]) => {
      const input = inputs[VALUE];
      return [field, input?.value ?? input?.selected_user ?? input?.selected_option?.value ?? ""];
    }),
  );
}
