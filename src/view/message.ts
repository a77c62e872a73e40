import type { Notice } from "./notice.ts";

/** A notice that can also be laid out as a mail. */
export interface Message extends Notice {
  /** For mails: the chat has buttons. */
  readonly links?: readonly { readonly label: string; readonly url: string }[];
}
