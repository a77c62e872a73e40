import type { Notice } from "./notice.ts";

/** Returns the notice that replaces a card or a list of cards in the former admin channel. It has no buttons. */
export const movedNotice = (what: string, channel: string): Notice => ({
  title: what,
  lines: ["Admins decide in another channel now. You find it there:"],
  channel,
});
