import type { Notice } from "./notice.ts";

/** A notice that can also be sent as an email. */
export interface Message extends Notice {
  /** The links in the email. The chat has buttons instead. */
  readonly links?: readonly { readonly label: string; readonly url: string }[];
  /** Why the reader gets this, as a sentence at the end of the email. If it's missing, the reader is an admin. */
  readonly because?: string;
}
