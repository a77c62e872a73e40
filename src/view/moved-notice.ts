import type { Notice } from "./notice.ts";

/** What is left of a card, or of a list of them, where the admin channel was before. It has no buttons. */
export const movedNotice = (what: string, channel: string): Notice => ({
  title: what,
  lines: ["Admins decide in another channel now. You find it there:"],
  channel,
});
