/** Plain text, with moments that each reader sees in their own time zone where the chat can do that. */
export type Line = string | readonly (string | Date)[];

/** Something said to one person: chat systems escape it, mails lay it out. */
export interface Notice {
  readonly title: string;
  readonly lines: readonly Line[];
}
