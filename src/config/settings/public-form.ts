import { z } from "zod";

/** The form for people outside of the chat. */
export const publicForm = z
  .boolean()
  .default(false)
  .describe(
    "Whether people without access to the chat can request an account on the page /apply. docs/public-form.md describes it",
  );
