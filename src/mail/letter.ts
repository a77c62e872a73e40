import type { Notice } from "../chat/notice.ts";

/** A notice that can also be laid out as a mail. */
export interface Letter extends Notice {
  readonly link?: { readonly label: string; readonly url: string };
}
