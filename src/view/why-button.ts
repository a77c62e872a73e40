import type { Button } from "./button.ts";

/** Asks what keeps a person from logging in: the reader or, with a request, the person whom it is about. */
export const WHY: Button = {
  action: "why",
  label: "Why?",
  spoken: "Why can't I sign in?",
};

export const whyButtonOf = ({ id }: { readonly id: number }): Button => ({
  ...WHY,
  spoken: `Why?, request ${id}`,
});
