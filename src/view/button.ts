import type { ActionName } from "../db/names.ts";

/**
 * A button. It carries only a reference to its request (`request-ref.ts`). Whether the person may click it and whether it
 * still applies is checked when it is clicked.
 */
export interface Button {
  readonly action: ActionName;
  readonly label: string;
  /** The text that a screen reader reads instead of the label. It distinguishes buttons that have the same label. */
  readonly spoken?: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}
