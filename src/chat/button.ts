/** Carries which request it is about (`subject.ts`) and nothing else: who may press it, and whether it still makes sense, is looked up at the click. */
export interface Button {
  readonly deed: string;
  readonly label: string;
  /** What a screen reader says in place of the label, where several buttons read alike. */
  readonly spoken?: string;
  readonly style?: "primary" | "danger";
  readonly confirm?: { readonly title: string; readonly text: string; readonly yes: string };
}
