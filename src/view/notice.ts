import type { Button } from "./button.ts";
import type { RequestRef } from "./request-ref.ts";

/** Plain text, with moments that each reader sees in their own time zone where the chat can do that. */
export type Line = string | readonly (string | Date)[];

/** Something said to one person: chat systems escape it, mails lay it out. */
export interface Notice {
  readonly title: string;
  readonly lines: readonly Line[];
  /** A page for the reader; mails have links of their own. */
  readonly link?: { readonly label: string; readonly url: string };
  /** A channel to look into; mails leave it out. */
  readonly channel?: string;
  /** What can be done about it in the chat; mails leave these out. */
  readonly buttons?: readonly Button[];
  /** The request that the buttons are about. */
  readonly request?: RequestRef;
}
