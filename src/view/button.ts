import type { ActionName } from "../db/names.ts";

/** Carries which request it is about (`request-ref.ts`) and nothing else: who may press it, and whether it still makes sense, is checked at the click. */
export interface Button {
  readonly action: ActionName;
  readonly label: string;
  /** What a screen reader says instead of the label, where several buttons have the same label. */
  readonly spoken?: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}
