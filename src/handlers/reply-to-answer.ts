import type { Reply } from "../chat/interaction.ts";

/** The reply replaces the message with the buttons, which no longer do anything. */
export const replyToAnswer = (reply: Reply): Reply =>
  reply.kind === "message" ? { ...reply, replaces: true } : reply;
