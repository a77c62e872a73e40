import type { Button } from "./button.ts";
import type { RequestRef } from "./request-ref.ts";

/** Plain text with dates. If the chat supports it, each reader sees the dates in their own time zone. */
export type Line = string | readonly (string | Date)[];

/** A text for one person. Chat systems escape it, and emails have their own layout for it. */
export interface Notice {
  readonly title: string;
  readonly lines: readonly Line[];
  /** A page for the reader. Emails leave it out, because they have their own links. */
  readonly link?: { readonly label: string; readonly url: string };
  /** A channel that the notice points to. Emails leave it out. */
  readonly channel?: string;
  /** The buttons in the chat. Emails leave them out. */
  readonly buttons?: readonly Button[];
  /** The request that the buttons are about. */
  readonly request?: RequestRef;
}
