import type { ActionName } from "../db/names.ts";

/**
 * A button. It carries only a reference to its request (`request-ref.ts`) or, without a request, the mark of what it is about. Whether the person may click it and whether it
 * still applies is checked when it is clicked.
 */
export interface Button {
  readonly action: ActionName;
  readonly label: string;
  /** What a button without a request is about. The handler gets it as the text of the interaction. */
  readonly mark?: string;
  /** The text that a screen reader reads instead of the label. It distinguishes buttons that have the same label. */
  readonly spoken?: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}
